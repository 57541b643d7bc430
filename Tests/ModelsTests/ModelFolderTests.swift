import Foundation
import Layers
import Models
import Tensors
import Testing
import TinyModels

@Suite final class ModelFolderTests {
    private let path: String

    init() throws {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("tweed-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.path
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    private var configurationPath: String { path + "/config.json" }
    private var weightsPath: String { path + "/model.safetensors" }

    @discardableResult
    private func writeGenerator(
        type: StoredType = .float32, configuration: WorldGenerator.Configuration = TinyWorld.generator,
        change: (inout [String: Tensor]) -> Void = { _ in }
    ) throws -> (model: WorldGenerator, store: ParameterStore) {
        let made = try TinyWorld.stirredGenerator()
        var weights = made.store.values
        change(&weights)
        try ModelFolder.write(
            weights, architecture: WorldGenerator.architecture, configuration: configuration, type: type,
            to: path)
        return made
    }

    /// The whole message of what loading says.
    private func message(_ load: (ModelFolder) throws -> Void) -> String {
        do {
            try load(ModelFolder(path))
            return "no error"
        } catch {
            return "\(error)"
        }
    }

    private func generatorMessage() -> String { message { _ = try $0.generator() } }

    @Test func aGeneratorComesBackToTheBit() throws {
        let (model, store) = try writeGenerator()
        let read = try ModelFolder(path).generator()
        #expect(read.model.configuration == TinyWorld.generator)
        #expect(try ModelFolder(path).architecture() == "world-unet")
        #expect(Set(read.store.values.keys) == Set(store.values.keys))
        for (name, value) in store.values {
            #expect(
                read.store.values[name]?.elements.map(\.bitPattern) == value.elements.map(\.bitPattern),
                "\(name)")
        }
        #expect(read.store.parameters.allSatisfy { !$0.isTrainable })
        let words = model.encode(TinyWorld.tokens)
        let expected = model.velocity(TinyWorld.pictures(), times: [1, 0.5, 0.1], conditioning: words)
        let found = read.model.velocity(
            TinyWorld.pictures(), times: [1, 0.5, 0.1], conditioning: read.model.encode(TinyWorld.tokens))
        #expect(found.elements == expected.elements)
    }

    @Test func aRewardComesBackToTheBit() throws {
        let (model, store) = try TinyWorld.stirredReward()
        try ModelFolder.write(
            store.values, architecture: WorldReward.architecture, configuration: TinyWorld.reward, to: path)
        let read = try ModelFolder(path).reward().model
        #expect(read.configuration == TinyWorld.reward)
        let scores = read.score(TinyWorld.pictures(), captions: TinyWorld.tokens)
        #expect(scores.elements == model.score(TinyWorld.pictures(), captions: TinyWorld.tokens).elements)
    }

    @Test func halfPrecisionIsNear() throws {
        let (_, store) = try writeGenerator(type: .float16)
        let read = try ModelFolder(path).generator().store.values
        for (name, value) in store.values {
            for (a, b) in zip(value.elements, try #require(read[name]).elements) {
                #expect(abs(a - b) <= abs(a) / 1024 + 1e-6)
            }
        }
    }

    /// Other programs expect `[out, in, height, width]`.
    @Test func convolutionsLieInTheFileAsOthersExpectThem() throws {
        try writeGenerator()
        let file = try SafetensorsFile(path: weightsPath)
        #expect(try file.info("conv_in.weight").shape == [8, 5, 4, 4])
        #expect(file.metadata["architecture"] == "world-unet")
    }

    @Test func writingTwiceGivesTheSameBytes() throws {
        try writeGenerator()
        let first = (
            FileManager.default.contents(atPath: configurationPath),
            FileManager.default.contents(atPath: weightsPath)
        )
        try writeGenerator()
        #expect(first.0 != nil && first.1 != nil)
        #expect(FileManager.default.contents(atPath: configurationPath) == first.0)
        #expect(FileManager.default.contents(atPath: weightsPath) == first.1)
    }

    @Test func missingAndStrangeTensorsAreNamed() throws {
        try writeGenerator { weights in
            weights["conv_norm_out.bias"] = nil
            weights["extra"] = Tensor(1)
            weights["conv_out.weight"] = .zeros([12, 1, 1, 8])
        }
        #expect(
            generatorMessage() == """
                \(weightsPath): the weights do not fit the architecture:
                  conv_out.weight has the shape [12, 1, 1, 8]; the architecture needs [12, 3, 3, 8]
                  missing: conv_norm_out.bias
                  left over: extra
                """)
    }

    @Test func anotherArchitectureIsRefused() throws {
        try writeGenerator()
        #expect(
            message { _ = try $0.reward() }
                == "\(configurationPath): the architecture is \"world-unet\"; expected \"world-captioner\"")
    }

    @Test func truncatedWeightsAreRefused() throws {
        try writeGenerator()
        let data = try #require(FileManager.default.contents(atPath: weightsPath))
        let header = data.prefix(8).enumerated().reduce(0) { $0 + Int($1.element) << (8 * $1.offset) }
        try data.dropLast(1000).write(to: URL(fileURLWithPath: weightsPath))
        let described = data.count - 8 - header
        #expect(
            generatorMessage() == """
                \(weightsPath): the header describes \(described) bytes of data, the file has \(described - 1000); \
                it is incomplete: copy or download it again
                """)
        try data.prefix(5).write(to: URL(fileURLWithPath: weightsPath))
        #expect(
            generatorMessage()
                == "\(weightsPath): 5 bytes are too few for a safetensors file; copy or download it again")
    }

    @Test func absentFilesAreNamed() throws {
        #expect(
            generatorMessage()
                == "\(configurationPath): cannot be read; a model folder holds config.json and model.safetensors"
        )
        try writeGenerator()
        try FileManager.default.removeItem(atPath: weightsPath)
        #expect(generatorMessage() == "\(weightsPath): cannot open: No such file or directory")
    }

    @Test(arguments: [
        "", "{", "[]", "{\"architecture\": 3}", "{\"architecture\": \"world-unet\", \"channels\": 8}",
    ])
    func whatIsNoConfigurationIsRefused(text: String) throws {
        try writeGenerator()
        try Data(text.utf8).write(to: URL(fileURLWithPath: configurationPath))
        #expect(
            generatorMessage() == """
                \(configurationPath): is not a model's configuration; a model folder holds config.json and \
                model.safetensors
                """)
    }

    /// Sizes reach preconditions and reserve memory, and they come from a file.
    @Test(arguments: [
        ("channels", -8, "\"channels\" is -8; it must be a multiple of 8 from 8 to 512"),
        ("channels", 12, "\"channels\" is 12; it must be a multiple of 8 from 8 to 512"),
        ("channels", 1 << 40, "\"channels\" is 1099511627776; it must be a multiple of 8 from 8 to 512"),
        ("wordFeatures", 6, "\"wordFeatures\" is 6; it must be a multiple of 4 from 4 to 512"),
        ("captionLength", 0, "\"captionLength\" is 0; it must be a number from 1 to 128"),
        ("embedding", 1 << 62, "\"embedding\" is 4611686018427387904; it must be a number from 1 to 2048"),
        ("vocabulary", 0, "\"vocabulary\" is 0; it must be a number from 1 to 65536"),
    ])
    func sizesOutsideOfReasonAreRefused(name: String, value: Int, problem: String) throws {
        var sizes = [
            "vocabulary": 9, "captionLength": 6, "wordFeatures": 8, "embedding": 16, "channels": 8,
        ]
        sizes[name] = value
        try writeGenerator(
            configuration: JSONDecoder().decode(
                WorldGenerator.Configuration.self, from: JSONEncoder().encode(sizes)))
        #expect(generatorMessage() == "\(configurationPath): \(problem)")
    }

    @Test func aRewardsSizesAreChecked() throws {
        var configuration = TinyWorld.reward
        configuration.channels = 24
        let (_, store) = try TinyWorld.stirredReward()
        try ModelFolder.write(
            store.values, architecture: WorldReward.architecture, configuration: configuration, to: path)
        #expect(
            message { _ = try $0.reward() }
                == "\(configurationPath): \"channels\" is 24; it must be a multiple of 16 from 16 to 1024")
    }
}
