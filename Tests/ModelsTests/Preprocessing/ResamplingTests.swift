import Tensors
import Testing

@testable import Models

@Suite struct ResamplingTests {
    private let fixture = Result { try PreprocessingFixture() }

    private func filter(_ name: String) -> ResamplingFilter { name == "bicubic" ? .bicubic : .bilinear }

    /// Bytes are those of Pillow.
    @Test func pillow() throws {
        let fixture = try fixture.get()
        for (index, item) in fixture.resized.enumerated() {
            let found = PillowResampling.resized(
                try fixture.bytes("resized.\(index).picture"), height: item.height, width: item.width,
                channels: 3,
                toHeight: item.newHeight, toWidth: item.newWidth, filter: filter(item.filter))
            #expect(found == (try fixture.bytes("resized.\(index).bytes")), "\(item)")
        }
    }

    /// Values and gradients are those of `interpolate` with antialias; rounded, they are within a grey level of Pillow's
    /// where nothing is clamped.
    @Test func interpolation() throws {
        let fixture = try fixture.get()
        var compared = 0
        for (index, item) in fixture.resized.enumerated() {
            func tensor(_ name: String) throws -> Tensor {
                try fixture.file.tensor("resized.\(index).\(name)", layout: .checkpoint)
            }
            let bytes = try fixture.bytes("resized.\(index).picture")
            let picture = PreprocessingFixture.unit(bytes, item.height, item.width).tracked
            let found = picture.resampled(
                height: item.newHeight, width: item.newWidth, filter: filter(item.filter))
            #expect(try PreprocessingFixture.difference(found, tensor("interpolated")) < 2e-6, "\(item)")
            let gradients = (found * (try tensor("weights"))).sum().gradients()
            let gradient = try #require(gradients[picture])
            let expected = try tensor("gradient")
            let largest = expected.elements.map(abs).max() ?? 0
            #expect(try PreprocessingFixture.difference(gradient, expected) < 1e-5 * largest, "\(item)")

            guard PreprocessingFixture.isSoft(bytes) else { continue }
            compared += 1
            let pillow = try fixture.bytes("resized.\(index).bytes")
            for (value, byte) in zip(found.elements, pillow) {
                let level = (max(0, min(1, value)) * 255).rounded()
                #expect(abs(level - Float(byte)) <= 1, "\(item)")
            }
        }
        #expect(compared >= 6)
    }

    @Test func theSameSizeIsTheSamePicture() {
        let picture = Tensor.uniform([2, 5, 7, 3], from: RandomStream(seed: 1))
        #expect(picture.resampled(height: 5, width: 7, filter: .bicubic).elements == picture.elements)
    }

    @Test(arguments: ResamplingFilter.allCases) func aPlainPictureStaysPlain(filter: ResamplingFilter) {
        let picture = Tensor(repeating: 0.3, shape: [1, 9, 13, 3])
        for (height, width) in [(1, 1), (4, 50), (20, 6)] {
            let found = picture.resampled(height: height, width: width, filter: filter)
            #expect(found.shape == [1, height, width, 3])
            #expect(found.elements.allSatisfy { abs($0 - 0.3) < 1e-6 })
        }
    }
}
