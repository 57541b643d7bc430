import Foundation
import Methods
import Tensors

/// What a search found for some prompts: the unit in which it is saved while it runs.
struct SearchPart {
    /// One winner.
    struct Entry: Codable {
        let strategy: SearchStrategy
        let budget: SearchBudget
        let prompt: String
        let winner: Int
        let reward: Float
        /// The judge's verdict; nil where there is no judge.
        let isRight: Bool?
        let macs: Int
        /// By the seconds of each call; nil where they are not known.
        let seconds: Double?
        /// Of the winner; nil where there is one reward.
        let rewards: [Float]?
        let levels: [Level]
        let lives: [CandidateLife]
    }

    /// How many candidates were scored at a level, and how many of them went on.
    struct Level: Codable, Hashable {
        /// Nil for finished pictures.
        let step: Int?
        let scored: Int
        let kept: Int
    }

    /// A survivor of a level that is shown.
    struct Glimpse {
        struct Label: Codable, Hashable {
            let level: Int
            let candidate: Int
            let score: Float
        }

        let label: Label
        /// `[h, w, 3]`.
        let picture: Tensor
    }

    let entries: [Entry]
    /// Pictures of the winners, in the order of `entries`: `[N, H, W, 3]`.
    let pictures: Tensor
    /// Survivors, in the order of `entries`; none for most.
    let glimpses: [[Glimpse]]

    init(entries: [Entry], pictures: Tensor, glimpses: [[Glimpse]]) {
        self.entries = entries
        self.pictures = pictures
        self.glimpses = glimpses
    }

    /// Some of the entries, with all that belongs to them.
    func gathered(_ rows: [Int]) -> SearchPart {
        SearchPart(
            entries: rows.map { entries[$0] }, pictures: pictures.gathered(rows),
            glimpses: rows.map { glimpses[$0] })
    }

    /// - Parameter prompts: in the order of the results of a plan.
    init(_ results: [SearchResult], prompts: Prompts, seconds: CallSeconds?) throws {
        pictures = .stacked(results.map(\.picture))
        let right = prompts.gathered(results.indices.map { $0 % prompts.count }).verdicts(on: pictures)
        entries = try results.enumerated().map { index, result in
            guard result.reward.isFinite else { throw StageError.notANumber("a reward of the search") }
            return Entry(
                strategy: result.plan.strategy, budget: result.plan.budget, prompt: result.prompt,
                winner: result.winner, reward: result.reward, isRight: right?[index],
                macs: result.multiplyAccumulates, seconds: seconds.map { result.calls.seconds($0) },
                rewards: result.rewards.count > 1 ? result.rewards : nil,
                levels: result.levels.map {
                    Level(step: $0.step, scored: $0.scored, kept: $0.kept.count)
                }, lives: result.lives)
        }
        glimpses = results.map { result in
            result.glimpses.map {
                Glimpse(
                    label: .init(level: $0.level, candidate: $0.candidate, score: $0.score),
                    picture: $0.picture)
            }
        }
    }

    /// One safetensors file, with the entries as metadata beside the pictures.
    func write(to path: String) throws {
        func text(_ value: some Encodable) throws -> String {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys]
            return String(decoding: try encoder.encode(value), as: UTF8.self)
        }
        var tensors = ["pictures": pictures]
        let shown = glimpses.joined().map(\.picture)
        if !shown.isEmpty { tensors["glimpses"] = .stacked(shown) }
        try TensorFile.write(
            tensors, to: path, layout: .memory,
            metadata: [
                "entries": try text(entries), "glimpses": try text(glimpses.map { $0.map(\.label) }),
            ])
    }

    init(path: String) throws {
        let file = try SafetensorsFile(path: path)
        let decoder = JSONDecoder()
        pictures = try file.tensor("pictures", layout: .memory)
        entries = try decoder.decode([Entry].self, from: Data((file.metadata["entries"] ?? "").utf8))
        let labels = try decoder.decode(
            [[Glimpse.Label]].self, from: Data((file.metadata["glimpses"] ?? "").utf8))
        let count = labels.reduce(0) { $0 + $1.count }
        let shown = count > 0 ? try file.tensor("glimpses", layout: .memory) : nil
        guard pictures.shape.rank == 4, pictures.shape[0] == entries.count, labels.count == entries.count,
            shown.map({ $0.shape.rank == 4 && $0.shape[0] == count }) ?? true
        else {
            throw StageError.unreadable(file: path, problem: "does not hold a picture for each winner")
        }
        var next = 0
        glimpses = labels.map { own in
            own.map { label in
                defer { next += 1 }
                let picture = shown!.gathered([next])
                return Glimpse(
                    label: label,
                    picture: picture.reshaped(Shape(Array(picture.shape.dimensions.dropFirst()))))
            }
        }
    }
}
