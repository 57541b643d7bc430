import Foundation
import Synchronization
import Testing
import Values

@testable import Engine

@Suite struct SteeringTests {
    private let chain: [StageTask] = [
        .text("a", "hello"), .upper("b", of: "a"), .upper("c", of: "b"), .text("apart", "x"),
    ]

    private func options(_ workshop: Workshop, _ change: (inout RunOptions) -> Void) -> RunOptions {
        var options = workshop.options()
        change(&options)
        return options
    }

    @Test func untilRunsOnlyWhatIsNeeded() throws {
        let workshop = try Workshop()
        let summary = try workshop.run(chain, options(workshop) { $0.until = ["b"] })
        #expect(summary.statuses == ["a ran", "b ran"])
        #expect(throws: EngineError.unknownStage("z", known: ["a", "b", "c", "apart"])) {
            try workshop.run(chain, options(workshop) { $0.until = ["z"] })
        }
    }

    @Test func onlyNeedsTheRestInTheCache() throws {
        let workshop = try Workshop()
        let only = options(workshop) { $0.only = ["b"] }
        let refused = try workshop.run(chain, only)
        #expect(refused.statuses == ["a failed", "b skipped"])
        #expect(refused["a"]?.error as? EngineError == .notSelected(stage: "a"))
        #expect(workshop.executor.executed.isEmpty)
        let plan = try workshop.engine.plan(StageGraph(chain), options: only)
        #expect(plan.stages.map(\.name) == ["a", "b"])
        #expect(plan["a"]?.decision == .impossible(.notSelected(stage: "a")))

        try workshop.run([chain[0]])
        #expect(try workshop.run(chain, only).statuses == ["a cached", "b ran"])
        #expect(try workshop.run(chain, only).statuses == ["a cached", "b cached"])
    }

    @Test func onlyWithForceComputesAgain() throws {
        let workshop = try Workshop()
        try workshop.run(chain)
        _ = workshop.executor.takeExecuted()
        let summary = try workshop.run(
            chain,
            options(workshop) {
                $0.only = ["b"]
                $0.forced = ["b"]
            })
        #expect(summary.statuses == ["a cached", "b ran"] && workshop.executor.executed == ["b"])
    }

    /// The failing stage starts first and ends only when the other is under way.
    private func afterAFailure(keepsGoing: Bool) throws -> [String] {
        let isRunning = DispatchSemaphore(value: 0)
        let hasFailed = DispatchSemaphore(value: 0)
        let workshop = try Workshop { request, _ in
            if request.stage == "bad" { isRunning.wait() }
            if request.stage == "slow" {
                isRunning.signal()
                // Long enough for the failure to be known.
                _ = hasFailed.wait(timeout: .now() + 0.3)
            }
        }
        try workshop.run([.text("known", "in the cache")])
        let stages: [StageTask] = [
            StageTask(name: "bad", kind: "fail", outputs: ["out"]), .upper("below", of: "bad"),
            .text("slow", "slow"), .upper("next", of: "slow"),
            .text("known", "in the cache", after: ["slow"]),
        ]
        let summary = try workshop.run(
            stages,
            options(workshop) {
                $0.keepsGoing = keepsGoing
                $0.capacity.cores = 2
            })
        #expect(summary.status == .failed)
        #expect(try workshop.folder.files("cache/running").isEmpty)
        return summary.statuses
    }

    @Test func afterAFailureWhatRunsIsFinishedAndNothingStarted() throws {
        #expect(
            try afterAFailure(keepsGoing: false) == [
                "bad failed", "below skipped", "slow ran", "next skipped", "known cached",
            ])
    }

    @Test func keepGoingStartsAllThatDoesNotNeedIt() throws {
        #expect(
            try afterAFailure(keepsGoing: true) == [
                "bad failed", "below skipped", "slow ran", "next ran", "known cached",
            ])
    }

    @Test(arguments: [1, 2]) func noMoreStagesAtOnceThanAllowed(jobs: Int) throws {
        let gauge = Mutex((now: 0, most: 0))
        let workshop = try Workshop { _, _ in
            gauge.withLock {
                $0.now += 1
                $0.most = max($0.most, $0.now)
            }
            Thread.sleep(forTimeInterval: 0.02)
            gauge.withLock { $0.now -= 1 }
        }
        let summary = try workshop.run(
            (0..<6).map { .text("\($0)", "text \($0)") }, options(workshop) { $0.maximumStages = jobs })
        #expect(summary.status == .succeeded)
        #expect(gauge.withLock { $0.most } <= jobs)
    }
}
