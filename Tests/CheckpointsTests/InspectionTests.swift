import Checkpoints
import Foundation
import Tensors
import Testing

@Suite struct InspectionTests {
    @Test func aModelsFolderIsDescribed() throws {
        let path = Fixtures.folder + "/models/clip-vision-gelu"
        let inspection = try CheckpointInspection(path: path, findsNonFinite: true)
        let part = try #require(inspection.parts.first)
        #expect(inspection.pipeline == nil)
        #expect(part.className == "CLIPVisionModelWithProjection")
        #expect(part.types.map(\.type).contains(.float32))
        #expect(inspection.byteCount == part.types.reduce(0) { $0 + $1.bytes })
        #expect(inspection.parameters == part.types.reduce(0) { $0 + $1.elements })
        #expect(part.nonFinite == [:] && inspection.isSound)
        let lines = inspection.lines()
        #expect(lines[0] == path + ": CLIPVisionModelWithProjection")
        #expect(lines[1] == "  files       model.safetensors (safetensors)")
        #expect(lines.contains("  finite      yes, all numbers"))
        #expect(lines.contains { $0.contains("encoder.layers.*.mlp.fc1.weight  2 x F32 [40, 16]") })
        #expect(inspection.lines(allTensors: true).count > lines.count)
    }

    @Test func aTrainingStateIsDescribed() throws {
        let path = Fixtures.folder + "/checkpoints/training.pt"
        #expect(
            try CheckpointInspection(path: path).lines().map {
                $0.replacingOccurrences(of: path, with: "PATH")
            }
            .filter { !$0.contains("optimizer") && !$0.hasSuffix(" more") } == [
                "PATH: weights",
                "  files       training.pt (torch)",
                "  parameters  35 (35) in 4 tensors",
                "  F32         4 tensors, 140 bytes",
                "  dictionary  state_dict",
                "  beside      best: None",
                "  beside      epoch: 3",
                "  beside      loss: 0.125",
                "  beside      name: \"tiny\"",
                "  *.bias  2 x several shapes  20 bytes",
                "  *.weight  2 x several shapes  120 bytes",
            ])
    }

    @Test func anAdapterIsDescribed() throws {
        let inspection = try CheckpointInspection(path: Fixtures.folder + "/adapters/kohya")
        let adapter = try #require(inspection.parts[0].adapter)
        #expect(adapter.ranks == [2])
        #expect(adapter.scales == [2])
        #expect(adapter.components == ["unet"])
        #expect(inspection.lines()[0].hasSuffix("LoRA adapter (kohya)"))
        #expect(inspection.json["parts"]?[0]?["adapter"]?["ranks"]?[0]?.intValue == 2)
    }

    @Test func aPipelineIsDescribedWithItsDamage() throws {
        let folder = try TemporaryFolder()
        try folder.write(
            """
            {"_class_name": "P", "unet": ["diffusers", "UNet2DConditionModel"], "vae": ["diffusers", "AutoencoderKL"],
             "scheduler": ["diffusers", "Euler"], "gone": ["x", "Y"]}
            """, to: "model_index.json")
        for name in ["config.json", "model.safetensors"] {
            try folder.write(Fixtures.bytes("models/unet-turbo/\(name)"), to: "unet/\(name)")
        }
        try folder.write("{}", to: "scheduler/scheduler_config.json")
        try folder.write("damaged", to: "vae/diffusion_pytorch_model.safetensors")
        let inspection = try CheckpointInspection(path: folder.path)
        #expect(inspection.pipeline == "P" && !inspection.isSound)
        #expect(inspection.parts.map(\.name) == ["gone", "scheduler", "unet", "vae"])
        #expect(inspection.parts[0].problem == "the folder is missing or empty")
        #expect(inspection.parts[1].problem == nil)
        #expect(inspection.parts[2].parameters > 10_000)
        #expect(inspection.parts[3].problem?.contains("7 bytes are too few for a safetensors file") == true)
        #expect(inspection.lines().contains("unet: UNet2DConditionModel (diffusers)"))
    }

    @Test func namesDoNotGarbleTheTerminal() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/x.safetensors"
        try SafetensorsWriter.write(
            [SafetensorsTensor(name: "a\u{1B}[2J\u{202E}", shape: [1], floats: [1])],
            metadata: ["k\n": "v\r"], to: path)
        let text = try CheckpointInspection(path: path).lines(allTensors: true).joined(separator: "|")
        #expect(text.contains("a?[2J?"))
        #expect(text.contains("k?: v?"))
    }

    @Test func numbersThatAreNotFiniteAreCounted() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/x.safetensors"
        // More than a block of vectors, at no round place.
        var floats = (0..<20_003).map { Float($0) * 0.5 - 3 }
        for place in [0, 17, 8_191, 20_002] { floats[place] = .nan }
        floats[5000] = .infinity
        floats[5001] = -.greatestFiniteMagnitude
        var clean = floats
        for place in clean.indices where !clean[place].isFinite || abs(clean[place]) > 1e30 {
            clean[place] = 1
        }
        try SafetensorsWriter.write(
            [
                SafetensorsTensor(name: "a", shape: [20_003], floats: floats),
                SafetensorsTensor(
                    name: "b", shape: [20_003], type: .bfloat16,
                    floats: floats.map { $0 == -.greatestFiniteMagnitude ? 0 : $0 }),
                SafetensorsTensor(
                    name: "c", shape: [20_003], type: .float16,
                    floats: floats.map { $0 == -.greatestFiniteMagnitude ? 0 : $0 }),
                SafetensorsTensor(name: "d", shape: [20_003], floats: clean),
                SafetensorsTensor(name: "e", shape: [0], floats: []),
            ], to: path)
        let found = NonFiniteScan.scan(try CheckpointWeights(path: path).tensors)
        #expect(try !CheckpointInspection(path: path, findsNonFinite: true).isSound)
        #expect(found.map(\.name) == ["a", "b", "c"])
        #expect(found.map(\.count) == [5, 5, 5])
        #expect(
            NonFiniteScan.warning(found) == "15 numbers are not finite in a (5), b (5), c (5)")
        #expect(NonFiniteScan.warning([]) == nil)
    }
}
