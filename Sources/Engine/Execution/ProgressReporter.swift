import Synchronization

/// By which a stage says how far it is. Cheap enough to call on every step.
public final class ProgressReporter: Sendable {
    public enum Event: Equatable, Sendable {
        case progress(ProgressReport)
        case note(String)
        case resumed(from: String)
    }

    private let handler: @Sendable (Event) -> Void
    private let resumedFlag = Atomic<Bool>(false)

    public init(handler: @escaping @Sendable (Event) -> Void = { _ in }) {
        self.handler = handler
    }

    /// - Parameters:
    ///   - completed: how many of `total` are done.
    ///   - unit: what is counted, such as `steps`.
    ///   - metrics: values worth watching, such as `loss`.
    public func report(
        completed: Int, total: Int, unit: String, message: String? = nil, metrics: [String: Double] = [:]
    ) {
        let report = ProgressReport(
            completed: completed, total: total, unit: unit, message: message, metrics: metrics)
        handler(.progress(report))
    }

    /// Something worth one line in a log.
    public func note(_ text: String) {
        handler(.note(text))
    }

    /// Says that the stage goes on from saved state; `position` such as `step 300`.
    public func resumed(from position: String) {
        resumedFlag.store(true, ordering: .relaxed)
        handler(.resumed(from: position))
    }

    var hasResumed: Bool { resumedFlag.load(ordering: .relaxed) }
}
