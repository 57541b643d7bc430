import Foundation
import Methods
import Tensors

/// What a search found for some prompts: the unit in which it is saved while it runs.
struct SearchPart {
    /// One winner.
    struct Entry: Codable {
        let strategy: SearchStrategy
        let budget: Int
        let prompt: String
        let winner: Int
        let reward: Float
        /// The judge's verdict; nil where there is no judge.
        let isRight: Bool?
        let macs: Int
        let lives: [CandidateLife]
    }

    let entries: [Entry]
    /// Pictures of the winners, in the order of `entries`: `[N, H, W, 3]`.
    let pictures: Tensor

    init(entries: [Entry], pictures: Tensor) {
        self.entries = entries
        self.pictures = pictures
    }

    /// - Parameter prompts: in the order of the results of a plan.
    init(_ results: [SearchResult], prompts: Prompts) throws {
        pictures = .stacked(results.map(\.picture))
        let right = prompts.gathered(results.indices.map { $0 % prompts.count }).verdicts(on: pictures)
        entries = try results.enumerated().map { index, result in
            guard result.reward.isFinite else { throw StageError.notANumber("a reward of the search") }
            return Entry(
                strategy: result.plan.strategy, budget: result.plan.budget, prompt: result.prompt,
                winner: result.winner, reward: result.reward, isRight: right?[index],
                macs: result.multiplyAccumulates,
                lives: result.lives)
        }
    }

    /// One safetensors file, with the entries as metadata beside the pictures.
    func write(to path: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        try TensorFile.write(
            ["pictures": pictures], to: path, layout: .memory,
            metadata: ["entries": String(decoding: encoder.encode(entries), as: UTF8.self)])
    }

    init(path: String) throws {
        let file = try SafetensorsFile(path: path)
        pictures = try file.tensor("pictures", layout: .memory)
        entries = try JSONDecoder().decode([Entry].self, from: Data((file.metadata["entries"] ?? "").utf8))
        guard pictures.shape.rank == 4, pictures.shape[0] == entries.count else {
            throw StageError.unreadable(file: path, problem: "does not hold a picture for each winner")
        }
    }
}
