import Foundation

/// How often, and after what pause, an exchange that failed in passing is tried again.
public struct RetryPolicy: Sendable {
    public var attempts: Int
    /// Seconds before the second attempt; each further pause is twice as long.
    public var firstPause: Double
    public var longestPause: Double
    /// Seconds that are granted to a server that asks for a pause.
    public var longestGrant: Double

    /// What counts as having got further: a byte at a time could go on forever.
    private static let step: Int64 = 1 << 20
    private static let rounds = 100

    public init(
        attempts: Int = 5, firstPause: Double = 0.25, longestPause: Double = 8, longestGrant: Double = 60
    ) {
        self.attempts = attempts
        self.firstPause = firstPause
        self.longestPause = longestPause
        self.longestGrant = longestGrant
    }

    /// - Parameters:
    ///   - failures: how many attempts have failed.
    ///   - asked: seconds that the server asked to wait.
    func pause(after failures: Int, asked: Double?) -> Double {
        if let asked { return min(asked, longestGrant) }
        let pause = min(longestPause, firstPause * Double(1 << min(failures - 1, 20)))
        // Those who failed together shall not come back together.
        return pause * Double.random(in: 0.75...1.25)
    }

    /// Runs `work` until it succeeds, fails for good, or has failed too often without getting any further.
    ///
    /// - Parameter progress: how far the work is, in any unit: an attempt that got further does not count as failed.
    func run<Value>(progress: @autoclosure () -> Int64 = 0, _ work: () throws -> Value) throws -> Value {
        var failures = 0
        var rounds = 0
        var furthest = progress()
        while true {
            do {
                return try work()
            } catch {
                let passing = error as? any PassingError
                let http = error as? HTTPError
                guard passing != nil || http?.isPassing == true else { throw error }
                let now = progress()
                rounds += 1
                failures = now >= furthest + Self.step ? 1 : failures + 1
                furthest = max(furthest, now)
                guard failures < attempts, rounds < Self.rounds else { throw error }
                Thread.sleep(forTimeInterval: pause(after: failures, asked: passing?.retryAfter))
            }
        }
    }
}

extension RetryPolicy {
    /// For what can be done without.
    public static let short = RetryPolicy(attempts: 2, firstPause: 0.25, longestPause: 1, longestGrant: 2)
}

/// An error after which the same exchange may succeed.
protocol PassingError: Error {
    var retryAfter: Double? { get }
}
