import Tensors
import Testing

@testable import Methods

/// Adds up the numbers of its steps.
private struct Summing: Training {
    var steps = 6
    var sum: Float = 0

    mutating func step(_ index: Int) -> [String: Double] {
        sum += Float(index)
        return ["sum": Double(sum)]
    }

    var state: [String: Tensor] { ["sum": Tensor(sum)] }

    mutating func restore(_ state: TrainingState) { sum = state.tensors["sum"]?.scalar ?? .nan }
}

@Suite struct TrainingRunTests {
    private struct Stop: Error {}

    @Test func savesAtItsCadenceAndNotAtTheEnd() throws {
        var saved: [Int] = []
        var training = Summing()
        try training.run(TrainingHooks(checkpointEvery: 2, save: { saved.append($0.step) }))
        #expect(saved == [2, 4])
        #expect(training.sum == 15)
    }

    @Test func savesBeforeItStops() throws {
        var saved: [TrainingState] = []
        var done = 0
        var training = Summing()
        #expect(throws: Stop.self) {
            try training.run(
                TrainingHooks(
                    save: { saved.append($0) }, report: { count, _, _ in done = count },
                    checkCancellation: { if done == 3 { throw Stop() } }))
        }
        #expect(saved.map(\.step) == [3])
        #expect(saved[0].tensors["sum"]?.scalar == 3)

        var resumed = Summing()
        try resumed.run(TrainingHooks(resumed: saved[0]))
        #expect(resumed.sum == 15)
    }

    @Test func aStopBeforeTheFirstStepSavesNothing() {
        var saved = 0
        var training = Summing()
        #expect(throws: Stop.self) {
            try training.run(TrainingHooks(save: { _ in saved += 1 }, checkCancellation: { throw Stop() }))
        }
        #expect(saved == 0)
    }

    @Test func everyEpochGoesThroughAllItemsInAnOrderOfItsOwn() {
        let stream = RandomStream(seed: 1)
        func epoch(_ number: Int) -> [Int] {
            (0..<3).flatMap { ItemOrder.batch(step: number * 3 + $0, size: 4, count: 12, stream: stream) }
        }
        #expect(epoch(0).sorted() == Array(0..<12))
        #expect(epoch(1).sorted() == Array(0..<12))
        #expect(epoch(0) != epoch(1))
        #expect(ItemOrder.batch(step: 7, size: 20, count: 3, stream: stream).sorted() == [0, 1, 2])
    }

    @Test func theRateWarmsUpHoldsAndFalls() {
        func rate(_ step: Int) -> Float {
            LearningRate.trapezoid(2, step: step, of: 10, warmup: 2, hold: 0.5, final: 0.1)
        }
        #expect(rate(0) == 1)
        #expect(rate(1) == 2)
        #expect(rate(5) == 2)
        #expect(rate(6) < 2)
        #expect(abs(rate(10) - 0.2) < 1e-6)
    }

    @Test func statesKeepTheirPartsApart() {
        let joined = TrainingState.joined(["level-1": ["a": Tensor(1)], "level-11": ["a": Tensor(2)]])
        let state = TrainingState(step: 0, tensors: joined)
        #expect(state.part("level-1").mapValues(\.scalar) == ["a": 1])
        #expect(state.part("level-11").mapValues(\.scalar) == ["a": 2])
        #expect(state.part("level").isEmpty)
    }
}
