import Engine
import Foundation
import Recipes
import Tensors
import Values

/// Chooses prompts from a list.
struct PromptsStage: StageKind {
    let description = StageKindDescription(
        name: "prompts", summary: "Chooses prompts from a list: by words, by place or at random",
        parameters: [
            ParameterDescription("from", .prompts, help: "Prompts, one on each line"),
            ParameterDescription(
                "contains", .list(of: .string(maximumLength: 100), count: 0...100), default: [],
                help: "Only prompts that have each of these words, in upper or lower case"),
            ParameterDescription(
                "shuffle", .boolean, default: false, help: "Whether to put them into a random order first"),
            ParameterDescription(
                "skip", .integer(0...1_000_000), unit: "prompts", default: 0,
                help: "Leaves out so many from the top, after filter and shuffle"),
            ParameterDescription(
                "limit", .optional(.integer(1...1_000_000)), unit: "prompts",
                help: "At most so many of the rest"),
            ParameterDescription(
                "seed", .integer(0...Int.max), default: 1, help: "Decides the random order"),
        ],
        outputs: [
            OutputDescription("prompts", type: ArtifactType.prompts, summary: "A text file, one on each line")
        ], primaryOutput: "prompts", cores: 1, memoryMegabytes: 64)

    func run(_ context: StageContext) throws {
        let all = try context.promptLines("from").map(\.text)
        let words = try context.strings("contains").map { $0.lowercased() }
        var chosen = all.filter { Self.has(words, $0) }
        let matching = chosen.count
        if try context.boolean("shuffle") {
            var stream = RandomStream(seed: try context.seed()).stream("prompts")
            chosen = stream.nextPermutation(chosen.count).map { chosen[$0] }
        }
        let rest = try chosen.dropFirst(context.integer("skip"))
        chosen = try Array(rest.prefix(context.optionalInteger("limit") ?? rest.count))
        guard !chosen.isEmpty else {
            throw StageError.noPromptsLeft(
                path: try context.promptsName("from"), of: all.count, matching: matching)
        }
        let text = chosen.joined(separator: "\n") + "\n"
        try context.write(Data(text.utf8), to: context.outputFile("prompts"))
    }

    /// Whether a prompt has each of these words, whole; what is neither letter nor digit separates words.
    private static func has(_ words: [String], _ prompt: String) -> Bool {
        if words.isEmpty { return true }
        let present = Set(prompt.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init))
        return words.allSatisfy(present.contains)
    }
}
