import Foundation

/// Hands events to an observer, one at a time.
final class EventSink: Sendable {
    private let lock = NSRecursiveLock()
    private let observer: @Sendable (RunEvent) -> Void

    init(_ observer: @escaping @Sendable (RunEvent) -> Void) {
        self.observer = observer
    }

    func send(_ event: RunEvent) {
        lock.withLock { observer(event) }
    }
}
