import Foundation
import Synchronization
import Testing
import Values

@testable import Engine

/// Counts how much runs at once.
private final class Gauge: Sendable {
    private struct State {
        var cores = 0
        var memory = 0
        var stages = 0
        var most = (cores: 0, memory: 0, stages: 0)
    }
    private let state = Mutex(State())

    func enter(cores: Int, memory: Int) {
        state.withLock { state in
            state.cores += cores
            state.memory += memory
            state.stages += 1
            state.most.cores = max(state.most.cores, state.cores)
            state.most.memory = max(state.most.memory, state.memory)
            state.most.stages = max(state.most.stages, state.stages)
        }
    }

    func leave(cores: Int, memory: Int) {
        state.withLock { state in
            state.cores -= cores
            state.memory -= memory
            state.stages -= 1
        }
    }

    var most: (cores: Int, memory: Int, stages: Int) { state.withLock { $0.most } }
}

@Suite struct SchedulingTests {
    private func run(
        _ resources: [StageResources], capacity: StageResources, together: Int
    ) throws -> (cores: Int, memory: Int, stages: Int) {
        let gauge = Gauge()
        let workshop = try Workshop { request, _ in
            let mine = resources[Int(request.stage)!]
            let cores = min(mine.cores, capacity.cores)
            let memory = min(mine.memoryMegabytes, capacity.memoryMegabytes)
            #expect(request.threads == max(1, cores))
            gauge.enter(cores: cores, memory: memory)
            // Wait until as many run as may; then a little longer, for one too many to show itself.
            let deadline = WallClock.steadySeconds() + 20
            while gauge.most.stages < together, WallClock.steadySeconds() < deadline {
                Thread.sleep(forTimeInterval: 0.002)
            }
            Thread.sleep(forTimeInterval: 0.01)
            gauge.leave(cores: cores, memory: memory)
        }
        let stages = resources.enumerated().map { index, resources in
            var stage = StageTask.text("\(index)", "text \(index)")
            stage.resources = resources
            return stage
        }
        let summary = try workshop.run(
            stages, workshop.options(cores: capacity.cores, memory: capacity.memoryMegabytes))
        #expect(summary.stages.allSatisfy { $0.status == .ran })
        return gauge.most
    }

    @Test func independentStagesRunTogetherUpToTheCores() throws {
        let most = try run(
            Array(repeating: StageResources(cores: 1), count: 8),
            capacity: StageResources(cores: 3, memoryMegabytes: 10), together: 3)
        #expect(most.cores == 3 && most.stages == 3)
    }

    @Test func memoryCountsToo() throws {
        let most = try run(
            Array(repeating: StageResources(cores: 1, memoryMegabytes: 60), count: 5),
            capacity: StageResources(cores: 8, memoryMegabytes: 130), together: 2)
        #expect(most.memory == 120 && most.stages == 2)
    }

    @Test func aStageLargerThanTheMachineRunsAlone() throws {
        let most = try run(
            [
                StageResources(cores: 1), StageResources(cores: 64, memoryMegabytes: 1 << 30),
                StageResources(cores: 2),
            ],
            capacity: StageResources(cores: 4, memoryMegabytes: 100), together: 1)
        #expect(most.cores <= 4)
    }

    @Test func aThousandStages() throws {
        let workshop = try Workshop()
        // One computation and a thousand stages with its key: what is measured is the bookkeeping.
        var stages = [StageTask.text("0", "X")]
        for index in 1..<1000 { stages.append(.upper("\(index)", of: "\(index - 1)")) }
        #expect(try workshop.run(stages).status == .succeeded)
        #expect(workshop.executor.executed.count == 2)
        #expect(try workshop.run(stages).stages.allSatisfy { $0.status == .cached })
    }
}
