import Foundation
import Testing

@testable import Tensors

/// Parts and turned copies of arrays in files.
@Suite final class StoredTensorViewTests {
    private let path: String

    init() {
        path =
            FileManager.default.temporaryDirectory
            .appendingPathComponent("tweed-\(UUID().uuidString).safetensors").path
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    private func stored(_ shape: [Int], _ type: StoredType) throws -> StoredTensor {
        let floats = (0..<shape.reduce(1, *)).map(Float.init)
        try SafetensorsWriter.write(
            [SafetensorsTensor(name: "x", shape: shape, type: type, floats: floats)], metadata: [:], to: path)
        return try #require(SafetensorsFile(path: path).storedTensors["x"])
    }

    @Test(arguments: [StoredType.float32, .float16, .bfloat16])
    func partsAreRowsInPlace(type: StoredType) throws {
        let array = try stored([6, 2], type)
        for index in 0..<3 {
            let part = try #require(array.part(index, of: 3, name: "y"))
            #expect(part.name == "y" && part.shape == [2, 2] && part.type == type)
            #expect(try part.tensor(.checkpoint).elements == (0..<4).map { Float(4 * index + $0) })
            // Nothing is copied.
            #expect(part.bytes.baseAddress == array.bytes.baseAddress! + index * 4 * type.size)
            #expect(try part.frozen(.checkpoint).widened.elements == part.tensor(.checkpoint).elements)
        }
        #expect(try #require(stored([6], type).part(2, of: 3, name: "y")).tensor(.memory).elements == [4, 5])
    }

    @Test func whatDoesNotSplitHasNoParts() throws {
        let array = try stored([4, 2], .float32)
        #expect(array.part(0, of: 3, name: "y") == nil)
        #expect(array.part(2, of: 2, name: "y") == nil)
        #expect(array.part(-1, of: 2, name: "y") == nil)
        #expect(array.part(0, of: 0, name: "y") == nil)
        #expect(try stored([], .float32).part(0, of: 1, name: "y") == nil)
    }

    @Test(arguments: [StoredType.float32, .float16, .bfloat16])
    func rowsAndColumnsAreExchanged(type: StoredType) throws {
        let turned = try #require(stored([2, 3], type).transposed(name: "y"))
        #expect(turned.shape == [3, 2] && turned.name == "y" && turned.type == type)
        #expect(try turned.tensor(.checkpoint).elements == [0, 3, 1, 4, 2, 5])
        #expect(try turned.frozen(.checkpoint).widened.elements == [0, 3, 1, 4, 2, 5])
        #expect(try stored([6], type).transposed(name: "y") == nil)
        #expect(try stored([2, 3], type).renamed("z").name == "z")
    }
}
