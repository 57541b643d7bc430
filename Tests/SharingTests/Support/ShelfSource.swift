import Artifacts
import Engine
import Synchronization

@testable import Sharing

/// A repository as a source of results, without the program between; keeps what went wrong.
final class ShelfSource: ResultSource {
    let shelf: any ResultShelf
    private let exchange: CacheExchange
    private let problems = Mutex<[String]>([])
    private let offered = Mutex<[Digest]>([])

    init(_ shelf: any ResultShelf, cacheFolder: String) throws {
        self.shelf = shelf
        exchange = try CacheExchange(cacheFolder: cacheFolder)
    }

    let name = "the shelf"

    var errors: [String] { problems.withLock { $0 } }
    var offers: [Digest] { offered.withLock { $0 } }

    func record(of key: Digest) -> ActionRecord? { attempt { try shelf.find(key)?.record } ?? nil }

    func fetch(
        _ key: Digest, cancellation: CancellationFlag, progress: @escaping @Sendable (ProgressReport) -> Void
    ) -> FetchedResult? {
        let bytes: Int64?? = attempt {
            guard let found = try shelf.find(key) else { return nil }
            return try ResultFetcher(client: shelf.client, exchange: exchange).fetch(found) { _, _ in }
        }
        return (bytes ?? nil).map(FetchedResult.init)
    }

    func offer(_ key: Digest) {
        offered.withLock { $0.append(key) }
        _ = attempt { try (shelf as? RegistryShelf)?.offer(key, from: exchange, replaces: false) }
    }

    private func attempt<Value>(_ work: () throws -> Value) -> Value? {
        do {
            return try work()
        } catch {
            problems.withLock { $0.append("\(error)") }
            return nil
        }
    }
}
