import Foundation
import Synchronization

/// Does many things that wait for other machines, several at once.
///
/// Threads of its own: those of Dispatch are as many as there are cores, and here most of them would wait.
enum WorkerPool {
    private struct State: Sendable {
        var next = 0
        var failure: (any Error)?
    }

    /// - Throws: the first error; what had begun is finished, nothing new is started.
    static func forEach<Item: Sendable>(
        _ items: [Item], workers: Int = TransferLimits.workers,
        _ work: @escaping @Sendable (Item) throws -> Void
    ) throws {
        let group = DispatchGroup()
        let shared = Shared()
        for _ in 0..<min(workers, items.count) {
            group.enter()
            let thread = Thread {
                while let index = shared.take(of: items.count) {
                    do {
                        try work(items[index])
                    } catch {
                        shared.fail(error)
                    }
                }
                group.leave()
            }
            thread.stackSize = 1 << 20
            thread.start()
        }
        group.wait()
        if let failure = shared.failure { throw failure }
    }

    private final class Shared: Sendable {
        private let state = Mutex(State())

        func take(of count: Int) -> Int? {
            state.withLock { state in
                guard state.failure == nil, state.next < count else { return nil }
                state.next += 1
                return state.next - 1
            }
        }

        func fail(_ error: any Error) { state.withLock { $0.failure = $0.failure ?? error } }

        var failure: (any Error)? { state.withLock { $0.failure } }
    }
}
