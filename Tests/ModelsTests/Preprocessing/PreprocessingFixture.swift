import Foundation
import Models
import Tensors
import Testing

/// Pictures as the Python libraries prepare them (`Tools/fixtures/preprocessing.py`).
struct PreprocessingFixture {
    struct Resized: Decodable {
        let height: Int
        let width: Int
        let newHeight: Int
        let newWidth: Int
        let filter: String
    }

    struct Processed: Decodable {
        let rule: String
        let height: Int
        let width: Int
        let configuration: ImagePreprocessor?

        /// The processor with the rule of its library; open_clip's where there is no configuration.
        var preprocessor: ImagePreprocessor {
            guard let configuration else { return .openCLIP(size: 20) }
            let rule: CenterCrop.Rule = rule == "transformersPillow" ? .transformersPillow : .transformers
            return ImagePreprocessor(
                size: configuration.size, filter: configuration.filter,
                crop: configuration.crop.map { CenterCrop(height: $0.height, width: $0.width, rule: rule) },
                scale: configuration.scale, mean: configuration.mean, deviation: configuration.deviation)
        }
    }

    private struct Cases: Decodable {
        let resized: [Resized]
        let processed: [Processed]
    }

    let resized: [Resized]
    let processed: [Processed]
    let file: SafetensorsFile

    init() throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Fixtures/preprocessing").path
        let cases = try JSONDecoder().decode(
            Cases.self, from: Data(contentsOf: URL(fileURLWithPath: folder + "/cases.json")))
        (resized, processed) = (cases.resized, cases.processed)
        file = try SafetensorsFile(path: folder + "/pictures.safetensors")
    }

    func bytes(_ name: String) throws -> [UInt8] { try file.withBytes(name) { Array($0) } }

    /// Whether no filter goes beyond the range of bytes, so that it does not matter when values are clamped.
    static func isSoft(_ bytes: [UInt8]) -> Bool { bytes.allSatisfy { (64...192).contains($0) } }

    /// Values from 0 to 1, `[1, height, width, 3]`.
    static func unit(_ bytes: [UInt8], _ height: Int, _ width: Int) -> Tensor {
        Tensor(bytes.map { Float($0) / 255 }, shape: [1, height, width, 3])
    }

    static func difference(_ left: Tensor, _ right: Tensor) throws -> Float {
        try #require(left.shape == right.shape)
        let difference = zip(left.elements, right.elements).map { abs($0 - $1) }.max() ?? 0
        return difference.isNaN ? .infinity : difference
    }
}
