import Synchronization
import Values

/// An earlier run that differs in nothing but extendable parameters, none of them larger: same kind, same revision,
/// same inputs. Its shards are there to go on from.
///
/// The first shard that is read says so in the run's events. Nothing may depend on what is found here but time: the
/// result of going on is byte for byte that of computing from nothing.
public final class ShorterRun: Sendable {
    /// Its extendable parameters, by name.
    public let values: [String: JSONValue]
    /// Such as `the run with images_per_prompt 8`.
    public let title: String
    private let shards: StageCheckpoints
    private let progress: ProgressReporter
    private let wasRead = Atomic<Bool>(false)
    /// Keeps others from removing what is read here.
    private let hold: Mutex<FileLock?>

    init(
        _ values: [String: JSONValue], of whole: Extent, shards: StageCheckpoints,
        progress: ProgressReporter, hold: FileLock?
    ) {
        self.values = values
        title = Self.title(values, of: whole)
        self.shards = shards
        self.progress = progress
        self.hold = Mutex(hold)
    }

    static func title(_ values: [String: JSONValue], of whole: Extent) -> String {
        let smaller = values.filter { whole.values[$0.key] != $0.value }
            .map { "\($0.key) \($0.value.canonicalText)" }.sorted()
        return smaller.isEmpty
            ? "an earlier run of the same length" : "the run with " + smaller.joined(separator: ", ")
    }

    /// An extendable parameter that is a whole number; nil where it is `null`.
    public func integer(_ name: String) -> Int? { values[name]?.intValue }

    /// The names of its shards, sorted; not verified yet.
    public func shardNames() -> [String] { (try? shards.shardNames()) ?? [] }

    /// Where to read a shard until the stage ends; nil when it is absent or damaged.
    public func shard(_ name: String) -> String? {
        guard let path = try? shards.shard(name) else { return nil }
        if !wasRead.exchange(true, ordering: .relaxed) { progress.resumed(from: title) }
        return path
    }

    /// Nothing is read from now on.
    func release() { hold.withLock { $0 = nil } }
}
