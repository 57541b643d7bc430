import Engine
import Foundation
import Images
import Methods
import Models
import Recipes
import Tensors
import Values
import World

/// The pictures of one way to draw, prompt by prompt.
struct EvaluatedPictures {
    let prompts: Prompts
    let imagesPerPrompt: Int
    /// Multiply-accumulates of one picture.
    let macs: Int
    /// Whether these are the pictures as they were drawn; else they are of eight bits.
    let isExact: Bool
    private let read: (_ numbers: [Int]) throws -> Tensor

    /// `[N, H, W, 3]`, by number: prompt by prompt.
    func pictures(_ numbers: [Int]) throws -> Tensor { try read(numbers) }

    /// What a `generate` stage left.
    init(generated artifact: Artifact) throws {
        let figures = try artifact.decode(Generate.Figures.self, from: "figures.json")
        guard figures.imagesPerPrompt > 0, !figures.prompts.isEmpty, figures.macs >= 0 else {
            throw StageError.unreadable(file: "figures.json", problem: "tells of no pictures")
        }
        let isOfWorld = figures.isRight != nil
        prompts = try Self.prompts(figures.prompts, areOfWorld: isOfWorld)
        imagesPerPrompt = figures.imagesPerPrompt
        macs = figures.macs
        // In the embedded world a final state is the picture, and it may have been kept as it was.
        let isExact = isOfWorld && artifact.contains("latents/\(Pictures.number(0)).safetensors")
        self.isExact = isExact
        read = { numbers in
            .stacked(
                try numbers.map { number in
                    let name = Pictures.number(number)
                    return isExact
                        ? try Self.state(artifact, "latents/\(name).safetensors")
                        : try Self.picture(artifact, "\(name).png")
                })
        }
    }

    /// The winners of one plan of a `search` stage.
    ///
    /// - Parameters:
    ///   - strategy: nil for the first.
    ///   - budget: nil for the first.
    init(searched artifact: Artifact, strategy: String?, budget: SearchBudget?) throws {
        let figures = try artifact.decode(SearchOutline.self, from: "figures.json")
        guard
            let row = figures.rows.firstIndex(where: {
                (strategy == nil || $0.strategy == strategy) && (budget == nil || $0.budget == budget)
            })
        else { throw EvaluateError.noSuchSearch(strategy, budget, found: figures.rows) }
        guard artifact.contains(SearchFigures.winnersName) else { throw EvaluateError.winnersNotKept }
        guard figures.repeats > 0, figures.prompts > 0 else {
            throw StageError.unreadable(file: "figures.json", problem: "tells of no searches")
        }
        let count = figures.repeats * figures.prompts
        let file = try SafetensorsFile(path: artifact.path(of: SearchFigures.winnersName))
        let pictures = try file.tensor(SearchFigures.winners(row: row), layout: .memory)
        let entries = try artifact.decode([SearchOutline.Entry].self, from: "candidates.json")
        guard pictures.shape.rank == 4, pictures.shape[0] == count,
            entries.count == count * figures.rows.count
        else {
            throw StageError.unreadable(
                file: SearchFigures.winnersName, problem: "does not hold a picture for each winner")
        }
        let own = entries[row * count..<(row + 1) * count]
        prompts = try Self.prompts(
            stride(from: own.startIndex, to: own.endIndex, by: figures.repeats).map { own[$0].prompt },
            areOfWorld: own.allSatisfy { $0.isRight != nil })
        imagesPerPrompt = figures.repeats
        macs = figures.rows[row].macs
        isExact = true
        read = { pictures.gathered($0) }
    }

    private static func prompts(_ texts: [String], areOfWorld: Bool) throws -> Prompts {
        try Prompts(
            texts.enumerated().map { PromptLines.Line(number: $0 + 1, text: $1) }, name: "figures.json",
            areOfWorld: areOfWorld)
    }

    private static func picture(_ artifact: Artifact, _ name: String) throws -> Tensor {
        guard let data = FileManager.default.contents(atPath: try artifact.path(of: name)) else {
            throw StageError.unreadable(file: name, problem: "cannot be read")
        }
        let image = try PixelImage(png: Array(data))
        return Tensor(image.floats, shape: [image.height, image.width, 3])
    }

    private static func state(_ artifact: Artifact, _ name: String) throws -> Tensor {
        let state = try SafetensorsFile(path: artifact.path(of: name)).tensor("latents", layout: .memory)
        guard state.shape.dimensions == [1, Scene.channels, Scene.size, Scene.size] else {
            throw StageError.unreadable(
                file: name, problem: "has the shape \(state.shape), expected that of one picture")
        }
        return state.transposed([0, 2, 3, 1]).reshaped([Scene.size, Scene.size, Scene.channels])
    }
}

/// What an evaluation needs to know of a search.
struct SearchOutline: Decodable {
    struct Row: Decodable {
        let strategy: String
        let budget: SearchBudget
        let macs: Int
    }

    struct Entry: Decodable {
        let prompt: String
        let isRight: Bool?
    }

    let prompts: Int
    let repeats: Int
    let rows: [Row]
}
