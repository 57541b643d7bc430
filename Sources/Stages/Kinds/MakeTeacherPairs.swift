import Engine
import Foundation
import Methods
import Models
import Recipes
import Tensors
import Values
import World

/// Draws the pairs of noise and picture that distillation learns from.
struct MakeTeacherPairs: StageKind {
    let description = StageKindDescription(
        name: "teacher-pairs", summary: "Draws pairs of noise and picture with a many-step generator",
        parameters: [
            ParameterDescription(
                "generator", .artifact(types: [ArtifactType.generator]), help: "The teacher"),
            ParameterDescription(
                "count", .integer(1...10_000_000), default: 8192, help: "Pairs, of fresh training captions"),
            ParameterDescription(
                "steps", .integer(1...1000), default: 20, help: "Euler steps of the teacher"),
            ParameterDescription(
                "seed", .integer(0...Int.max), default: 6, help: "Decides captions and noise"),
        ],
        outputs: [
            OutputDescription(
                "pairs", type: ArtifactType.teacherPairs, summary: "Shards of captions and pictures")
        ], primaryOutput: "pairs", cores: 64, memoryMegabytes: 700)

    private static let pairsPerShard = 256

    func run(_ context: StageContext) throws {
        let generator = try context.artifact("generator").modelFolder().generator().model
        let count = try context.integer("count")
        let steps = try context.integer("steps")
        let seed = try context.seed()
        let output = try context.outputFolder("pairs")
        let starts = Array(stride(from: 0, to: count, by: Self.pairsPerShard))
        let known = try context.checkpoints.shardNames().count
        if known > 0 { context.progress.resumed(from: "shard \(known) of \(starts.count)") }
        for (index, start) in starts.enumerated() {
            let name = TeacherPairFiles.shardName(index)
            let range = start..<min(start + Self.pairsPerShard, count)
            if try context.checkpoints.shard(name) == nil {
                let pairs = try TeacherPairs.draw(
                    range, steps: steps, seed: seed, generator: generator,
                    checkCancellation: { try context.cancellation.check() })
                try context.checkpoints.saveShard(name) { try TeacherPairFiles.write(pairs, to: $0) }
            }
            _ = try context.checkpoints.placeShard(name, at: "\(output)/\(name)")
            context.progress.report(completed: range.upperBound, total: count, unit: "pairs")
        }
        try writeJSON(
            TeacherPairFiles.Index(kind: description.name, count: count, steps: steps, seed: seed),
            to: output + "/figures.json")
    }
}
