import Checkpoints
import Foundation
import Tensors
import Testing

/// Finding weights in folders, with and without an index.
@Suite final class FolderTests {
    private let folder: TemporaryFolder
    private static let shards = "checkpoints/shards_safetensors"

    init() throws { folder = try TemporaryFolder() }

    private func file(_ index: Int) throws -> [UInt8] {
        try Fixtures.bytes("\(Self.shards)/model-0000\(index)-of-00002.safetensors")
    }

    private func writeShards(_ map: [String: String]? = nil) throws {
        for index in 1...2 { try folder.write(file(index), to: "model-0000\(index)-of-00002.safetensors") }
        let names =
            map ?? [
                "a.weight": "model-00001-of-00002.safetensors", "a.bias": "model-00001-of-00002.safetensors",
                "b.weight": "model-00002-of-00002.safetensors",
            ]
        try JSONSerialization.data(withJSONObject: ["weight_map": names])
            .write(to: URL(fileURLWithPath: folder.path + "/model.safetensors.index.json"))
    }

    private func refusal() -> String {
        message(without: folder.path) {
            _ = try CheckpointFolder(FileTree(folder: folder.path)).weights()
        }
    }

    @Test(arguments: ["safetensors", "bin"])
    func shardsOfPythonAreOneSetOfWeights(kind: String) throws {
        let tree = FileTree(folder: "\(Fixtures.folder)/checkpoints/shards_\(kind)")
        let weights = try CheckpointFolder(tree).weights()
        #expect(weights.tensors.keys.sorted() == ["a.bias", "a.weight", "b.weight"])
        #expect(weights.files.count == 2)
        #expect(
            try weights.tensors["b.weight"]?.tensor(.memory).elements
                == [-0.75, -0.5, -0.25, 0, 0.25, 0.5])
    }

    @Test(arguments: ["../x.safetensors", "/etc/passwd", "sub/x.safetensors", "..", "", "a\u{0}b"])
    func anIndexNamesPlainFilesOnly(name: String) throws {
        try writeShards(["a.weight": name])
        #expect(refusal().hasSuffix("leads out of the folder or is no plain file name"), "\(refusal())")
    }

    @Test func linksOutOfTheFolderAreRefused() throws {
        let elsewhere = try TemporaryFolder()
        let target = try elsewhere.write(file(2), to: "x.safetensors")
        try writeShards()
        try FileManager.default.removeItem(atPath: folder.path + "/model-00002-of-00002.safetensors")
        try folder.link("model-00002-of-00002.safetensors", to: target)
        #expect(
            refusal() == """
                PATH: the name "model-00002-of-00002.safetensors" leads out of the folder or is no plain file name
                """)
    }

    @Test func whatAnIndexSaysMustBeTrue() throws {
        try writeShards([
            "a.weight": "model-00001-of-00002.safetensors", "b.weight": "model-00002-of-00002.safetensors",
        ])
        #expect(
            refusal() == """
                PATH/model.safetensors.index.json: tensor "a.bias": is in "model-00001-of-00002.safetensors", but not in \
                the index
                """)
        try writeShards([
            "a.weight": "model-00001-of-00002.safetensors", "a.bias": "model-00002-of-00002.safetensors",
            "b.weight": "model-00002-of-00002.safetensors",
        ])
        #expect(
            refusal() == """
                PATH/model.safetensors.index.json: tensor "a.bias": is in "model-00001-of-00002.safetensors", the index \
                says "model-00002-of-00002.safetensors"
                """)
        try writeShards([
            "a.weight": "model-00001-of-00002.safetensors", "a.bias": "model-00001-of-00002.safetensors",
            "b.weight": "model-00002-of-00002.safetensors", "c": "model-00002-of-00002.safetensors",
        ])
        #expect(
            refusal() == """
                PATH/model.safetensors.index.json: tensor "c": is not in "model-00002-of-00002.safetensors", where the \
                index says it is
                """)
    }

    @Test func missingAndTruncatedShardsAreNamed() throws {
        try writeShards()
        try folder.write(file(2).dropLast(4), to: "model-00002-of-00002.safetensors")
        #expect(
            refusal().contains(
                "PATH/model-00002-of-00002.safetensors: the header describes 24 bytes of data, the file has 20"
            ))
        try FileManager.default.removeItem(atPath: folder.path + "/model-00002-of-00002.safetensors")
        #expect(
            refusal() == """
                PATH/model.safetensors.index.json: missing: model-00002-of-00002.safetensors; copy or download the \
                folder again
                """)
    }

    @Test(arguments: [
        "{", "[]", "{}", "{\"weight_map\": {}}", "{\"weight_map\": []}", "{\"weight_map\": {\"a\": 3}}",
    ])
    func whatIsNoIndexIsRefused(text: String) throws {
        try folder.write(text, to: "model.safetensors.index.json")
        #expect(refusal().hasPrefix("PATH/model.safetensors.index.json: "))
    }

    /// Found by the fuzzer: an error of JSON shows the character that it is about.
    @Test func controlCharactersOfJSONStayOutOfMessages() throws {
        try folder.write("{\u{1B}[2J", to: "model.safetensors.index.json")
        let words = refusal()
        #expect(words.hasPrefix("PATH/model.safetensors.index.json: JSON:1:2: "))
        #expect(!words.contains("\u{1B}"))
    }

    @Test func variantsAreChosen() throws {
        try folder.write(file(1), to: "diffusion_pytorch_model.fp16.safetensors")
        try folder.write(file(2), to: "diffusion_pytorch_model.safetensors")
        try folder.write("{}", to: "model.safetensors.index.bf16.json")
        let found = CheckpointFolder(FileTree(folder: folder.path))
        #expect(found.variants == ["bf16", "fp16"])
        #expect(try found.weights().tensors.keys.contains("b.weight"))
        #expect(try found.weights(variant: "fp16").tensors.keys.contains("a.weight"))
        #expect(try found.weightName(variant: "bf16") == "model.safetensors.index.bf16.json")
        #expect(
            message(without: folder.path) { _ = try found.weights(variant: "int8") }
                == "PATH: no variant \"int8\"; there are: bf16, fp16")
    }

    @Test func aFolderWithoutWeightsSaysWhatItHas() throws {
        try folder.write("{}", to: "scheduler_config.json")
        #expect(refusal().hasPrefix("PATH: no weights in the folder; expected one of model.safetensors, "))
        #expect(refusal().hasSuffix("there are: scheduler_config.json"))
    }

    @Test func aTableOfPathsIsAFolder() throws {
        let one = try folder.write(file(1), to: "store/aa11")
        let two = try folder.write(file(2), to: "store/bb22")
        let index = try folder.write(
            Fixtures.bytes("\(Self.shards)/model.safetensors.index.json"), to: "store/cc33")
        let tree = FileTree(
            paths: [
                "unet/model-00001-of-00002.safetensors": one, "unet/model-00002-of-00002.safetensors": two,
                "unet/model.safetensors.index.json": index, "vae/config.json": index, "readme": one,
            ], name: "artifact")
        #expect(tree.folders == ["unet", "vae"])
        #expect(tree.files == ["readme"])
        #expect(tree.subtree("vae").files == ["config.json"])
        #expect(tree.subtree("vae").label("none") == "artifact/vae/none")
        #expect(try CheckpointFolder(tree.subtree("unet")).weights().tensors.count == 3)
        #expect(tree.path("../readme") == nil)
        #expect(tree.subtree("..").files.isEmpty)
    }

    @Test func aPipelineHasComponents() throws {
        try folder.write(
            """
            {"_class_name": "StableDiffusionPipeline", "_diffusers_version": "0.24", "unet": ["diffusers", "UNet"],
             "safety_checker": [null, null], "requires_safety_checker": true, "text_encoder": ["transformers", "CLIP"]}
            """, to: "model_index.json")
        let index = try PipelineIndex(FileTree(folder: folder.path))
        #expect(index.className == "StableDiffusionPipeline")
        #expect(index.components.map(\.name) == ["text_encoder", "unet"])
        #expect(index["unet"]?.library == "diffusers")
        #expect(index.settings["requires_safety_checker"]?.boolValue == true)
        #expect(index.tree(of: index.components[1]).name == folder.path + "/unet")
        try folder.write("{\"_class_name\": \"X\", \"../y\": [\"a\", \"b\"]}", to: "model_index.json")
        #expect(
            message(without: folder.path) { _ = try PipelineIndex(FileTree(folder: folder.path)) }
                == "PATH/model_index.json: the name \"../y\" leads out of the folder or is no plain file name"
        )
    }
}
