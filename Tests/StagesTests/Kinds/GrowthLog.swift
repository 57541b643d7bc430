import Engine
import Synchronization

/// What the stage `grown` said.
final class GrowthLog: Sendable {
    private let events = Mutex<[RunEvent]>([])

    func add(_ event: RunEvent) { events.withLock { $0.append(event) } }

    /// What it goes on from.
    var origins: [String] {
        events.withLock { $0 }.compactMap { event in
            if case .resumed("grown", let origin) = event { origin } else { nil }
        }
    }

    /// How far it said that it is.
    var steps: [Int] {
        events.withLock { $0 }.compactMap { event in
            if case .progress("grown", let report) = event { report.completed } else { nil }
        }
    }
}
