import Checkpoints
import Foundation
import Tensors
import Testing

/// Files that `torch.save` wrote (`Tools/fixtures/checkpoints.py`).
@Suite struct TorchFileTests {
    private func path(_ name: String) -> String { "\(Fixtures.folder)/checkpoints/\(name).pt" }

    private func bytes(_ tensor: StoredTensor) -> [UInt8] { tensor.withBytes { Array($0) } }

    @Test(arguments: ["state", "types", "shared", "training", "wrapped", "list", "protocol4"])
    func everyTensorIsWhatPythonSaved(name: String) throws {
        let expected = try SafetensorsFile(path: Fixtures.folder + "/checkpoints/expected.safetensors")
        let found = try TorchFile(path: path(name)).storedTensors
        let names = expected.names.filter { $0.hasPrefix(name + "/") }
        #expect(Set(found.keys) == Set(names.map { String($0.dropFirst(name.count + 1)) }))
        for full in names {
            let tensor = try #require(found[String(full.dropFirst(name.count + 1))])
            let stored = try #require(expected.storedTensors[full])
            #expect(tensor.type == stored.type, "\(full)")
            #expect(tensor.shape == stored.shape, "\(full)")
            #expect(bytes(tensor) == bytes(stored), "\(full)")
        }
    }

    @Test func elementTypesWithoutAStorageClassAreRead() throws {
        let found = try TorchFile(path: path("new_types")).storedTensors
        let small = try #require(found["float8_e4m3fn"])
        #expect(small.type == .float8E4M3)
        // -0.75, -0.5, -0.25, 0: sign, four bits of exponent with bias 7, three bits of fraction.
        #expect(bytes(small) == [0xB4, 0xB0, 0xA8, 0x00])
        let whole = try #require(found["uint16"])
        #expect(whole.type == .uint16)
        #expect(bytes(whole) == [0, 0, 1, 0, 2, 0])
    }

    @Test func theWeightsOfATrainingStateAreFound() throws {
        let file = try TorchFile(path: path("training"))
        #expect(file.dictionary == "state_dict")
        #expect(file.names == ["0.bias", "0.weight", "1.bias", "1.weight"])
        #expect(file.others["epoch"] == "3")
        #expect(file.others["loss"] == "0.125")
        #expect(file.others["name"] == "\"tiny\"")
        #expect(file.others["seed"] == "a whole number")
        #expect(file.others["optimizer.param_groups.0.betas.1"] == "0.999")
        #expect(try TorchFile(path: path("wrapped")).dictionary == "model.state_dict")
    }

    @Test func anotherDictionaryCanBeChosen() throws {
        let file = try TorchFile(path: path("training"), dictionary: "optimizer")
        #expect(file.names.contains("state.2.exp_avg"))
        let whole = try TorchFile(path: path("training"), dictionary: "")
        #expect(whole.names.contains("state_dict.1.weight"))
        let path = path("training")
        #expect(
            message(without: path) { _ = try TorchFile(path: path, dictionary: "ema") }
                == "PATH: no dictionary \"ema\" in the file; there are: optimizer, state_dict")
    }

    @Test func aWholeModuleIsRefusedByItsName() {
        let path = path("module")
        #expect(
            message(without: path) { _ = try TorchFile(path: path) } == """
                PATH: byte 2 of data.pkl: the Python name "torch.nn.modules.linear.Linear" is none that tensors need, \
                and loading it could run code; save the state_dict alone: torch.save(model.state_dict(), path)
                """)
    }

    @Test func compressedEntriesAreRefused() {
        let path = path("compressed")
        #expect(
            message(without: path) { _ = try TorchFile(path: path) } == """
                PATH: entry "state/data.pkl" of the zip archive: is compressed (method 8); torch.save never compresses, \
                so it is refused
                """)
    }

    @Test func whatIsNoArchiveIsTold() throws {
        let folder = try TemporaryFolder()
        let old = try folder.write(
            [0x80, 2, 0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, 0x2E, 0x80],
            to: "old.pt")
        #expect(
            message(without: old) { _ = try TorchFile(path: old) } == """
                PATH: this is the format of torch.save before version 1.6, which is not read; write it again in Python: \
                torch.save(torch.load(path, weights_only=True), path)
                """)
        let text = try folder.write("<html>404</html>", to: "page.pt")
        #expect(
            message(without: text) { _ = try CheckpointWeights(path: text) } == """
                PATH: neither safetensors nor a zip archive of torch.save; it begins with the bytes 3C 68 74 6D 6C 3E \
                34 30
                """)
        let empty = try folder.write("", to: "empty.pt")
        #expect(
            message { _ = try TorchFile(path: empty) }.hasSuffix("it begins with nothing, since it is empty"))
        #expect(
            message(without: folder.path) { _ = try TorchFile(path: folder.path + "/none.pt") }
                == "PATH/none.pt: cannot open: No such file or directory")
    }

    @Test func theRightReaderIsChosenByContent() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(Fixtures.bytes("checkpoints/state.pt"), to: "model.safetensors")
        #expect(try CheckpointWeights(path: path).format == .torch)
        let other = try folder.write(
            Fixtures.bytes("checkpoints/shards_safetensors/model-00001-of-00002.safetensors"), to: "a.bin")
        #expect(try CheckpointWeights(path: other).format == .safetensors)
    }

    /// Nothing of a damaged file may stop the program; most damage is an error.
    @Test func noDamageStopsTheProgram() throws {
        let folder = try TemporaryFolder()
        let whole = try Fixtures.bytes("checkpoints/state.pt")
        var refused = 0
        for count in stride(from: 0, to: whole.count, by: 7) {
            let path = try folder.write(whole.prefix(count), to: "cut.pt")
            #expect(throws: CheckpointFileError.self) { try TorchFile(path: path) }
        }
        for place in 0..<whole.count {
            var bytes = whole
            bytes[place] ^= 0xFF
            let path = try folder.write(bytes, to: "changed.pt")
            do {
                for tensor in try TorchFile(path: path).storedTensors.values {
                    _ = NonFiniteScan.count(tensor)
                }
            } catch {
                refused += 1
            }
        }
        #expect(refused > 500)
    }
}
