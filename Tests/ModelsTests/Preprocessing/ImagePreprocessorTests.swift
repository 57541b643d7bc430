import Foundation
import Tensors
import Testing

@testable import Models

@Suite struct ImagePreprocessorTests {
    private let fixture = Result { try PreprocessingFixture() }

    /// Processors give the pixels of the Python libraries: exactly where those resize with Pillow, within a grey level
    /// where they resize tensors of bytes.
    @Test func processors() throws {
        let fixture = try fixture.get()
        try #require(fixture.processed.count > 20)
        var compared = 0
        for (index, item) in fixture.processed.enumerated() {
            let preprocessor = item.preprocessor
            let bytes = try fixture.bytes("processed.\(index).picture")
            let expected = try fixture.file.tensor("processed.\(index).pixels", layout: .checkpoint)
            let level = preprocessor.scale / (preprocessor.deviation.min() ?? 1)

            let exact = try preprocessor.pixels(rgb: bytes, height: item.height, width: item.width)
            let isPillow = item.rule != "transformers" || preprocessor.size == nil
            let bound = isPillow ? 1e-5 : level + 1e-5
            #expect(try PreprocessingFixture.difference(exact, expected) < bound, "\(index): \(item)")

            // Values of tensors are neither rounded nor clamped.
            guard PreprocessingFixture.isSoft(bytes) else { continue }
            compared += 1
            let unit = PreprocessingFixture.unit(bytes, item.height, item.width)
            let found = try preprocessor(unit)
            try #require(found.shape == expected.shape)
            for (place, (value, wanted)) in zip(found.elements, expected.elements).enumerated() {
                let (mean, deviation) = (preprocessor.mean[place % 3], preprocessor.deviation[place % 3])
                func grey(_ value: Float) -> Float { (value * deviation + mean) / preprocessor.scale }
                #expect(abs(grey(value).rounded() - grey(wanted)) < 1.01, "\(index): \(item)")
            }
        }
        #expect(compared >= 10)
    }

    @Test func gradientFlows() throws {
        let picture = Tensor.uniform([1, 15, 11, 3], from: RandomStream(seed: 2))
        for preprocessor in [ImagePreprocessor.clip(size: 8), .openCLIP(size: 20)] {
            try GradientCheck(at: picture) { picture in
                let pixels = try! preprocessor(picture)
                return (pixels * pixels).sum()
            }.verify()
        }
    }

    /// A picture alone and in a batch is the same.
    @Test func batches() throws {
        let pictures = Tensor.uniform([3, 40, 56, 3], from: RandomStream(seed: 3))
        let all = try ImagePreprocessor.clip(size: 32)(pictures)
        for index in 0..<3 {
            let one = try ImagePreprocessor.clip(size: 32)(pictures.sliced(axis: 0, index..<index + 1))
            #expect(one.elements == all.sliced(axis: 0, index..<index + 1).elements)
        }
        #expect(try ImagePreprocessor.clip(size: 32)(.zeros([0, 40, 56, 3])).shape == [0, 32, 32, 3])
    }

    private func read(_ text: String) throws -> ImagePreprocessor {
        try JSONDecoder().decode(ImagePreprocessor.self, from: Data(text.utf8))
    }

    @Test func configurations() throws {
        #expect(try read("{}") == .clip())
        #expect(
            try read(#"{"feature_extractor_type": "CLIPFeatureExtractor", "size": 336, "crop_size": 336}"#)
                == .clip(size: 336))
        let vit = try read(#"{"image_processor_type": "ViTImageProcessorFast"}"#)
        #expect(vit.filter == .bilinear)
        #expect(vit.crop == nil)
        #expect(vit.mean == [0.5, 0.5, 0.5])
        #expect(vit.size == .exactly(height: 224, width: 224))
        let nulls = #"{"size": {"shortest_edge": 20, "longest_edge": null}, "image_mean": 0.5}"#
        #expect(try read(nulls).size == .shortestEdge(20))
        #expect(try read(nulls).mean == [0.5, 0.5, 0.5])
    }

    @Test(arguments: [
        (
            #"{"image_processor_type": "OwlViTImageProcessor"}"#,
            #"the image processor: "image_processor_type" is "OwlViTImageProcessor"; supported: "BlipImageProcessor", "CLIPImageProcessor", "SiglipImageProcessor", "ViTImageProcessor""#
        ),
        (#"{"resample": 1}"#, #"the image processor: "resample" is 1; supported: 2 (bilinear), 3 (bicubic)"#),
        (#"{"size": 0}"#, #"the image processor: "size" is 0"#),
        (#"{"size": {"height": 7, "width": -1}}"#, #"the image processor: "size" is 7x-1"#),
        (
            #"{"size": {"longest_edge": 7, "shortest_edge": 1}}"#,
            #"the image processor: "size" is longest_edge with shortest_edge; supported: a number, "shortest_edge", "height" with "width""#
        ),
        (
            #"{"crop_size": {"shortest_edge": 7}}"#,
            #"CLIPImageProcessor: "crop_size" has no height and width"#
        ),
        (#"{"crop_size": 9999999}"#, #"the image processor: "crop_size" is 9999999x9999999"#),
        (#"{"image_std": [1, 0, 1]}"#, #"the image processor: "image_std" is [1.0, 0.0, 1.0]"#),
        (#"{"image_mean": [1, 0]}"#, #"the image processor: "image_mean" has 2 values for 3 channels"#),
    ])
    func refusedConfigurations(text: String, message: String) throws {
        let error = #expect(throws: ConfigurationError.self) { try read(text) }
        #expect(error?.description == message)
    }

    @Test func refusedPictures() throws {
        let clip = ImagePreprocessor.clip()
        #expect(throws: PreprocessingError.byteCount(found: 5, height: 2, width: 3)) {
            try clip.pixels(rgb: [1, 2, 3, 4, 5], height: 2, width: 3)
        }
        #expect(throws: PreprocessingError.shape([1, 2, 3, 4])) { try clip(.zeros([1, 2, 3, 4])) }
        for (height, width) in [(0, 4), (-1, 4), (1, 10_000_000), (.max, .max), (.max, 1), (1, .max)] {
            #expect(throws: PreprocessingError.self) { try clip.resizedSize(height: height, width: width) }
        }
        let square = ImagePreprocessor(size: .exactly(height: 224, width: 224), crop: nil)
        #expect(throws: PreprocessingError.self) { try square.resizedSize(height: 1 << 20, width: 1) }
        #expect(try square.resizedSize(height: 1 << 16, width: 1) == (224, 224))
        #expect(throws: ModelFolderError.self) { try ImagePreprocessor(path: "/none.json") }
    }
}
