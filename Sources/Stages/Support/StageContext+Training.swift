import Engine
import Foundation
import Methods
import Tensors

extension StageContext {
    /// Runs a training with this stage's progress, checkpoints and wish to stop. It goes on from its own state, else
    /// from a shorter training of this stage, as far as that one did the same.
    ///
    /// - Parameters:
    ///   - unit: what a step is called in the progress line.
    ///   - isWhole: whether all that the steps before a saved state left elsewhere is still there; if not, the training
    ///     starts anew.
    func run(
        _ training: inout some Training, checkpointEvery: Int, unit: String = "steps",
        isWhole: (TrainingState) throws -> Bool = { _ in true }
    ) throws {
        let hooks = TrainingHooks(
            resumed: try savedState(of: training, isWhole) ?? shorterState(of: training),
            checkpointEvery: checkpointEvery,
            save: { state in
                try checkpoints.save(name: "step-\(state.step)") { folder in
                    try Self.write(state, to: folder + "/state.safetensors")
                }
            },
            keep: { state in
                try checkpoints.saveShard("\(Self.shardPrefix)\(state.step)") { path in
                    try Self.write(state, to: path)
                }
            },
            report: { done, total, metrics in
                progress.report(completed: done, total: total, unit: unit, metrics: metrics)
            },
            checkCancellation: { try cancellation.check() })
        try training.run(hooks)
    }

    /// The parameter `seed`, which is never negative.
    func seed() throws -> UInt64 { UInt64(try integer("seed")) }

    private func savedState(
        of training: some Training, _ isWhole: (TrainingState) throws -> Bool
    ) throws -> TrainingState? {
        guard let saved = try checkpoints.latest(),
            let state = try Self.read(saved.folder + "/state.safetensors"), try isWhole(state)
        else { return nil }
        progress.resumed(from: "step \(state.step) of \(training.steps)")
        return state
    }

    private func shorterState(of training: some Training) throws -> TrainingState? {
        guard let shorter else { return nil }
        let steps = shorter.shardNames().filter { $0.hasPrefix(Self.shardPrefix) }
            .compactMap { Int($0.dropFirst(Self.shardPrefix.count)) }
            .filter { $0 <= training.steadySteps }
        for step in steps.sorted().reversed() {
            if let path = shorter.shard("\(Self.shardPrefix)\(step)") { return try Self.read(path) }
        }
        return nil
    }

    private static func write(_ state: TrainingState, to path: String) throws {
        var tensors = state.tensors
        tensors[stepName] = Tensor(Float(state.step))
        try TensorFile.write(tensors, to: path, layout: .memory)
    }

    private static func read(_ path: String) throws -> TrainingState? {
        var tensors = try TensorFile.read(path, layout: .memory)
        guard let step = tensors.removeValue(forKey: stepName) else { return nil }
        return TrainingState(step: Int(step.scalar), tensors: tensors)
    }

    /// No array of a training has a name without a slash, so this one is free.
    private static var stepName: String { "step" }

    private static var shardPrefix: String { "steady-" }
}
