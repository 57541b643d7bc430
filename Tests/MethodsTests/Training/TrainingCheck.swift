import Kernels
import Tensors
import Testing

@testable import Methods

/// What every training promises: the same bytes for the same seed, however often it was cut and on however many
/// threads.
struct TrainingCheck<Method: Training> {
    let make: (_ seed: UInt64) throws -> Method
    let result: (Method) -> [String: Tensor]

    init(_ make: @escaping (_ seed: UInt64) throws -> Method, result: @escaping (Method) -> [String: Tensor])
    {
        self.make = make
        self.result = result
    }

    func verify() throws {
        let whole = try run(seed: 1)
        #expect(!whole.isEmpty)
        #expect(whole.values.allSatisfy { $0.allSatisfy { Float(bitPattern: $0).isFinite } })
        try #expect(run(seed: 1) == whole, "the same seed gives the same bytes")
        try #expect(run(seed: 2) != whole, "another seed gives others")
        try #expect(
            Execution.with(Compute(threads: 3)) { try run(seed: 1) }
                == Execution.with(Compute(threads: 1)) { try run(seed: 1) }, "threads change nothing")
        try verifyResuming(whole: whole)
    }

    /// Cut after each step and gone on with a fresh instance.
    private func verifyResuming(whole: [String: [UInt32]]) throws {
        var states: [TrainingState] = []
        var first = try make(1)
        let steps = first.steps
        try first.run(TrainingHooks(checkpointEvery: 1, save: { states.append($0) }))
        #expect(states.map(\.step) == Array(1..<steps))
        #expect(bytes(result(first)) == whole, "saving changes nothing")
        for state in states {
            var resumed = try make(1)
            var done: [Int] = []
            try resumed.run(
                TrainingHooks(
                    resumed: state,
                    report: { step, total, _ in
                        #expect(total == steps)
                        done.append(step)
                    }))
            #expect(done == Array(state.step + 1..<steps + 1))
            #expect(bytes(result(resumed)) == whole, "resumed after step \(state.step)")
            #expect(bytes(resumed.state) == bytes(first.state), "state after step \(state.step)")
        }
        // Without its state a continued training ends elsewhere: the state is not for show.
        var forgetful = try make(1)
        for index in 2..<steps { _ = try forgetful.step(index) }
        #expect(bytes(result(forgetful)) != whole)
    }

    private func run(seed: UInt64) throws -> [String: [UInt32]] {
        var training = try make(seed)
        try training.run(TrainingHooks())
        return bytes(result(training))
    }

    private func bytes(_ tensors: [String: Tensor]) -> [String: [UInt32]] {
        tensors.mapValues { $0.elements.map(\.bitPattern) }
    }
}
