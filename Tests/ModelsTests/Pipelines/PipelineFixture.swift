import Foundation
import Models
import Tensors
import Testing

/// A tiny pipeline that diffusers saved, with pictures that it drew (`Tools/fixtures/pipelines.py`).
struct PipelineFixture {
    /// One call of the pipeline.
    struct Run: Decodable {
        let steps: Int
        let guidance: Float
        let prompts: [String]
        /// For each text encoder, the ids of each prompt.
        let ids: [[[Int32]]]
        /// Of the negative prompts; `nil` for zeros.
        let negative: [[[Int32]]]?
        let prediction: PredictionType
        let skippedLayers: Int
        /// Original size and crop.
        let sizes: [Int]?
        /// How far diffusers itself ends in float32 from the stored latents, as a part of the largest.
        let rounding: Float

        private enum CodingKeys: String, CodingKey {
            case steps, guidance, prompts, ids, negative, prediction, sizes, rounding
            case skippedLayers = "skipped_layers"
        }
    }

    let name: String
    let path: String
    let runs: [Run]
    private let file: SafetensorsFile

    static let names = ["sd15", "turbo", "sdxl"]

    static func path(_ name: String) -> String {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Fixtures/pipelines/\(name)").path
    }

    init(_ name: String) throws {
        self.name = name
        path = Self.path(name)
        let data = try #require(FileManager.default.contents(atPath: path + "/runs.json"))
        runs = try JSONDecoder().decode([Run].self, from: data)
        file = try SafetensorsFile(path: path + "/runs.safetensors")
    }

    /// The pipeline; the file of Stable Diffusion 1.5 names a sampler that is not written here.
    func pipeline(tokenizers: [any PromptTokenizer] = []) throws -> StableDiffusionPipeline {
        try StableDiffusionPipeline(
            PipelineFolder(path), tokenizers: tokenizers, sampler: name == "sd15" ? .ddim : nil)
    }

    /// Latents of a run, in the layout of memory.
    func latents(_ run: Int, _ name: String) throws -> Tensor {
        try file.tensor("\(run).\(name)", layout: .checkpoint)
    }

    /// Estimates of each step, where they were stored: `[B, H, W, C]` each.
    func estimates(_ run: Int) throws -> [Tensor]? {
        guard file.contains("\(run).estimates") else { return nil }
        let all = try file.tensor("\(run).estimates", layout: .memory)  // (steps, B, C, H, W)
        return (0..<all.shape[0]).map {
            all.sliced(axis: 0, $0..<$0 + 1)
                .reshaped(Shape(Array(all.shape.dimensions.dropFirst()))).transposed([0, 2, 3, 1])
        }
    }

    /// Pixels of all pictures of a run, row by row.
    func pixels(_ run: Int) throws -> [UInt8] { try file.withBytes("\(run).pixels") { Array($0) } }

    /// Prompts of a run as the pipeline takes them.
    func conditioning(_ run: Run, _ pipeline: StableDiffusionPipeline) throws -> PipelineConditioning {
        var conditioning = try pipeline.conditioning(
            PromptTokens(run.ids),
            unconditional: run.guidance > 1
                ? run.negative.map { .prompts(PromptTokens($0)) } ?? .zeros : .none,
            skippedLayers: run.skippedLayers)
        if let sizes = run.sizes {
            let shape = try latents(0, "noise").shape
            var given = PictureSizes(height: shape[1] * 8, width: shape[2] * 8)
            (given.originalHeight, given.originalWidth) = (sizes[0], sizes[1])
            (given.cropTop, given.cropLeft) = (sizes[2], sizes[3])
            conditioning.sizes = given
        }
        return conditioning
    }
}
