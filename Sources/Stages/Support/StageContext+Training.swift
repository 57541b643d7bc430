import Engine
import Foundation
import Methods
import Tensors

extension StageContext {
    /// Runs a training with this stage's progress, checkpoints and wish to stop.
    ///
    /// - Parameter unit: what a step is called in the progress line.
    func run(_ training: inout some Training, checkpointEvery: Int, unit: String = "steps") throws {
        var resumed: TrainingState?
        if let saved = try checkpoints.latest() {
            var tensors = try TensorFile.read(saved.folder + "/state.safetensors", layout: .memory)
            if let step = tensors.removeValue(forKey: Self.stepName) {
                resumed = TrainingState(step: Int(step.scalar), tensors: tensors)
                progress.resumed(from: "step \(Int(step.scalar)) of \(training.steps)")
            }
        }
        let hooks = TrainingHooks(
            resumed: resumed, checkpointEvery: checkpointEvery,
            save: { state in
                try checkpoints.save(name: "step-\(state.step)") { folder in
                    var tensors = state.tensors
                    tensors[Self.stepName] = Tensor(Float(state.step))
                    try TensorFile.write(tensors, to: folder + "/state.safetensors", layout: .memory)
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

    /// No array of a training has a name without a slash, so this one is free.
    private static var stepName: String { "step" }
}
