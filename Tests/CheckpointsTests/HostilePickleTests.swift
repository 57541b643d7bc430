import Checkpoints
import Tensors
import Testing

/// Pickles that no `torch.save` wrote.
@Suite final class HostilePickleTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func open(_ pickle: [UInt8], storages: [String: [UInt8]] = [:]) throws -> TorchFile {
        try TorchFile(
            path: folder.write(ZipBytes(pickle: pickle, storages: storages).bytes, to: "evil.pt"))
    }

    private func refusal(_ pickle: [UInt8], storages: [String: [UInt8]] = [:]) -> String {
        message(without: folder.path + "/evil.pt") { _ = try open(pickle, storages: storages) }
    }

    private static let floats: [UInt8] = Float(1).bitPattern.little + Float(2).bitPattern.little

    @Test func aTensorByHandIsRead() throws {
        let pickle = PickleBytes.whole(
            PickleBytes.dictionary([("w", PickleBytes.tensor(count: 2, shape: [2], strides: [1]))]))
        let file = try open(pickle, storages: ["0": Self.floats])
        #expect(try file.storedTensors["w"]?.tensor(.memory).elements == [1, 2])
    }

    @Test(arguments: [
        ("posix", "system"), ("os", "system"), ("builtins", "eval"), ("subprocess", "Popen"),
        ("torch", "load"), ("torch.hub", "load"), ("collections", "namedtuple"), ("torch._utils", "_rebuild"),
        ("numpy.core.multiarray", "_reconstruct"), ("torch", "FloatStorage.__init__"),
    ])
    func everyOtherNameIsRefused(module: String, name: String) {
        let words = """
            is none that tensors need, and loading it could run code; save the state_dict alone: \
            torch.save(model.state_dict(), path)
            """
        let call = PickleBytes.text("touch /x") + [0x85, 0x52]
        #expect(
            refusal(PickleBytes.whole(PickleBytes.global(module, name) + call))
                == "PATH: byte 2 of data.pkl: the Python name \"\(module).\(name)\" \(words)")
        let stacked = PickleBytes.text(module) + PickleBytes.text(name) + [0x93]
        #expect(
            refusal(PickleBytes.whole(stacked + call))
                == "PATH: byte \(stacked.count + 1) of data.pkl: the Python name \"\(module).\(name)\" \(words)"
        )
    }

    /// INST, OBJ, NEWOBJ, NEWOBJ_EX, EXT1, PERSID, GET, INT, STRING, BINBYTES, BYTEARRAY8, EMPTY_SET, NEXT_BUFFER.
    @Test(arguments: [0x69, 0x6F, 0x81, 0x92, 0x82, 0x50, 0x67, 0x49, 0x53, 0x42, 0x96, 0x8F, 0x97, 0xFF])
    func everyOtherOperationIsRefused(code: UInt8) {
        let digits = String(code, radix: 16, uppercase: true)
        #expect(
            refusal(PickleBytes.whole([0x7D, code])) == """
                PATH: byte 3 of data.pkl: the pickle operation 0x\(digits) is none that tensors need; save the \
                state_dict alone: torch.save(model.state_dict(), path)
                """)
    }

    @Test(
        arguments: [
            ([0x52], "2 values"), ([0x4E, 0x4E, 0x52], "a name and its arguments"),
            ([0x68, 7], "a remembered value"),
            ([0x75], "a mark"), ([0x4E, 0x28, 0x75], "a dictionary"),
            ([0x7D, 0x28, 0x4E, 0x75], "keys and values"),
            ([0x4E, 0x28, 0x65], "a list"), ([0x71, 0], "a value"), ([0x51], "1 values"),
            ([0x4E, 0x51], "a storage"),
            ([0x7D, 0x4E, 0x62], "attributes of a dictionary"),
            ([0x4E, 0x7D, 0x62], "attributes of a dictionary"),
            ([0x58, 0xFF, 0xFF, 0xFF, 0xFF], "a text of 4294967295 bytes"),
            ([0x58, 2, 0, 0, 0, 0xC3, 0x28], "UTF-8"),
            ([0x63, 0x61], "a line end"), ([0x4E, 0x4E], "one value at the end"),
            ([0x28, 0x4E], "no open mark"),
            ([0x80, 9], "protocol 2 to 5"), ([0x8A, 200], "a number"),
            ([0x4E, 0x4E, 0x93], "a module and a name"),
        ] as [([UInt8], String)])
    func whatDoesNotFitIsRefused(body: [UInt8], expected: String) {
        #expect(refusal(PickleBytes.whole(body)).contains(expected), "\(refusal(PickleBytes.whole(body)))")
    }

    @Test func theEndMustCome() {
        #expect(refusal([0x80, 2, 0x7D]) == "PATH: byte 3 of data.pkl: expected an operation, found the end")
        #expect(refusal([]) == "PATH: byte 0 of data.pkl: expected an operation, found the end")
        #expect(refusal(PickleBytes.whole([0x7D])) == "PATH: there is no tensor in the file")
    }

    /// A tuple in a tuple, half a million times: neither reading nor freeing may go as deep.
    @Test func depthIsBounded() {
        let tuples = [UInt8](repeating: 0x85, count: 500_000)
        #expect(
            refusal(PickleBytes.whole([0x4E] + tuples))
                == "PATH: 65 levels of containers in containers, at most 64 are allowed")
        #expect(
            refusal(PickleBytes.whole([UInt8](repeating: 0x28, count: 5000)))
                == "PATH: 1001 nested containers, at most 1000 are allowed")
    }

    @Test func aDictionaryInItselfIsRefused() {
        let pickle = PickleBytes.whole([0x7D, 0x71, 0] + PickleBytes.text("d") + [0x68, 0, 0x73])
        #expect(refusal(pickle) == "PATH: 65 levels of containers in containers, at most 64 are allowed")
    }

    /// Twenty lists, each with the one before ten times.
    @Test func sharingDoesNotUnfold() {
        var body: [UInt8] = [0x5D, 0x71, 0]
        for index in 1...20 {
            body +=
                [0x5D, 0x28] + (0..<10).flatMap { _ in [0x68, UInt8(index - 1)] } + [
                    0x65, 0x71, UInt8(index),
                ]
        }
        // The lists lie on the stack; the last one holds all.
        let pickle = PickleBytes.whole([0x28] + body + [0x74])
        #expect(
            refusal(pickle) == "PATH: 2000001 values in containers, at most 2000000 are allowed")
    }

    @Test func objectsAreCounted() {
        let pickle = PickleBytes.whole([0x28] + [UInt8](repeating: 0x4E, count: 1_000_001) + [0x74])
        #expect(refusal(pickle) == "PATH: 1000001 values at once, at most 1000000 are allowed")
        let appended = [[0x5D] as [UInt8]] + Array(repeating: [0x5D, 0x61], count: 1_000_001)
        #expect(
            refusal(PickleBytes.whole(Array(appended.joined())))
                == "PATH: 1000001 objects, at most 1000000 are allowed")
    }

    @Test(arguments: [
        (2, 0, [3], [1], "reaches beyond its storage of 2 elements"),
        (2, 1, [2], [1], "reaches beyond its storage of 2 elements"),
        (2, -1, [1], [1], "reaches beyond its storage of 2 elements"),
        (2, 0, [2], [-1], "reaches beyond its storage of 2 elements"),
        (2, 0, [2, 2], [Int.max, Int.max], "reaches beyond its storage of 2 elements"),
        (2, Int.max, [2], [1], "reaches beyond its storage of 2 elements"),
        (2, 0, [-1], [1], "the shape [-1] is none, or too large"),
        (2, 0, [Int.max, Int.max], [0, 0], "the shape [9223372036854775807, 9223372036854775807] is none"),
        (2, 0, [0, 1 << 40, 1 << 40], [1, 1, 1], "is none, or too large"),
        (3, 0, [2], [1], "has 8 bytes, the pickle says 3 elements"),
        (Int.max, 0, [2], [1], "has 8 bytes, the pickle says 9223372036854775807 elements"),
        // One element in place of all of many: a bomb of eight bytes.
        (2, 0, [1 << 16, 1 << 16], [0, 0], "at most 268435456 bytes of such tensors are copied"),
    ])
    func impossibleTensorsAreRefused(
        count: Int, offset: Int, shape: [Int], strides: [Int], expected: String
    ) {
        let tensor = PickleBytes.tensor(count: count, offset: offset, shape: shape, strides: strides)
        let words = refusal(
            PickleBytes.whole(PickleBytes.dictionary([("w", tensor)])), storages: ["0": Self.floats])
        #expect(words.hasPrefix("PATH: tensor \"w\": "))
        #expect(words.contains(expected), "\(words)")
    }

    @Test func aStrideThatIsNeverWalkedMayBeAnything() throws {
        let tensor = PickleBytes.tensor(count: 2, shape: [2, 1, 1], strides: [0, Int.max, 1])
        let file = try open(
            PickleBytes.whole(PickleBytes.dictionary([("w", tensor)])), storages: ["0": Self.floats])
        #expect(try file.storedTensors["w"]?.tensor(.memory).elements == [1, 1])
    }

    @Test func aStorageMustBeThere() {
        let tensor = PickleBytes.tensor(key: "../x", count: 2, shape: [2], strides: [1])
        #expect(
            refusal(PickleBytes.whole(PickleBytes.dictionary([("w", tensor)])), storages: ["0": Self.floats])
                == "PATH: tensor \"w\": its storage \"../x\" is missing in the archive")
    }
}
