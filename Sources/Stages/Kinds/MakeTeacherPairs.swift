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
        revision: 3,
        parameters: [
            ParameterDescription(
                "generator", .artifact(types: [ArtifactType.generator]), help: "The teacher"),
            ParameterDescription(
                "count", .integer(1...10_000_000), default: 8192, role: .extendable,
                help: "Pairs, of fresh training captions"),
            ParameterDescription(
                "steps", .integer(1...1000), default: 20, help: "Euler steps of the teacher"),
            ParameterDescription(
                "seed", .integer(0...Int.max), default: 6, help: "Decides captions and noise"),
            ParameterDescription.precision,
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
                let earlier = earlierPairs(context, shard: index, range: range)
                if let earlier, earlier.count == range.count {
                    try context.checkpoints.saveShard(name, copying: earlier.path)
                } else {
                    var known = earlier.flatMap { try? TeacherPairFiles.read($0.path) }
                    if known?.pictures.shape[0] != earlier?.count { known = nil }
                    let missing = range.lowerBound + (known?.pictures.shape[0] ?? 0)..<range.upperBound
                    let drawn = try TeacherPairs.draw(
                        missing, steps: steps, seed: seed, generator: generator,
                        checkCancellation: { try context.cancellation.check() })
                    let pairs = TeacherPairs(
                        tokens: (known?.tokens ?? []) + drawn.tokens,
                        pictures: .concatenated(
                            (known.map { [$0.pictures] } ?? []) + [drawn.pictures], axis: 0),
                        seed: seed)
                    try context.checkpoints.saveShard(name) { try TeacherPairFiles.write(pairs, to: $0) }
                }
            }
            _ = try context.checkpoints.placeShard(name, at: "\(output)/\(name)")
            context.progress.report(completed: range.upperBound, total: count, unit: "pairs")
        }
        try writeJSON(
            TeacherPairFiles.Index(kind: description.name, count: count, steps: steps, seed: seed),
            to: output + "/figures.json")
    }

    /// The first pairs of a shard, which a shorter run left; its last shard may have been cut short.
    private func earlierPairs(_ context: StageContext, shard: Int, range: Range<Int>) -> (
        path: String, count: Int
    )? {
        guard let shorter = context.shorter, let count = shorter.integer("count"), count > range.lowerBound,
            let path = shorter.shard(TeacherPairFiles.shardName(shard))
        else { return nil }
        return (path, min(count, range.upperBound) - range.lowerBound)
    }
}
