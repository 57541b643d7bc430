import Foundation
import Testing

@testable import Images

@Suite struct PixelImageTests {
    private let gradient = PixelImage(width: 5, height: 4, rgb: (0..<60).map { UInt8($0 * $0 % 256) })

    @Test func floatsAreClampedAndRounded() {
        let image = PixelImage(
            width: 3, height: 1, floats: [-1, 0, 1, -7, 7, .nan, .infinity, -.infinity, 0.003] as [Float])
        #expect(image.rgb == [0, 128, 255, 0, 255, 0, 255, 0, 128])
        #expect(PixelImage(width: 5, height: 4, floats: gradient.floats) == gradient)
        let batch = PixelImage.batch(width: 5, height: 4, floats: gradient.floats + gradient.floats)
        #expect(batch == [gradient, gradient])
    }

    @Test func pngReadsBack() throws {
        let bytes = try gradient.png()
        #expect(bytes.prefix(8) == [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
        #expect(try PixelImage(png: bytes) == gradient)
        // Bytes that do not compress still fit.
        var state: UInt64 = 1
        let noise = (0..<64 * 64 * 3).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(state >> 56)
        }
        let noisy = PixelImage(width: 64, height: 64, rgb: noise)
        #expect(try PixelImage(png: noisy.png()) == noisy)
        let uri = try gradient.dataURI()
        let data = try #require(Data(base64Encoded: String(uri.dropFirst("data:image/png;base64,".count))))
        #expect(try PixelImage(png: Array(data)) == gradient)
    }

    @Test func transparencyIsLaidOverWhite() throws {
        // Two pixels: red with alpha 0, (10, 20, 30) with alpha 255.
        let base64 =
            "iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAYAAAD0In+KAAAAEUlEQVR4nGP4z8DAwCUi9x8ACaACO1Pq"
            + "Jk0AAAAASUVORK5CYII="
        let data = try #require(Data(base64Encoded: base64))
        let image = try PixelImage(png: Array(data))
        #expect(image == PixelImage(width: 2, height: 1, rgb: [255, 255, 255, 10, 20, 30]))
    }

    @Test func hostileFilesAreRefused() throws {
        let good = try gradient.png()
        #expect(throws: ImageError.notAPNG(reason: "png_image_begin_read_from_memory: invalid argument")) {
            try PixelImage(png: [])
        }
        #expect(throws: ImageError.self) {
            try PixelImage(png: Array("not a picture, but longer than 8".utf8))
        }
        for length in stride(from: 1, to: good.count - 12, by: 5) {
            #expect(throws: ImageError.self) { try PixelImage(png: Array(good.prefix(length))) }
        }
        #expect(throws: ImageError.tooManyBytes(good.count, limit: 10)) {
            try PixelImage(png: good, limits: .init(bytes: 10))
        }
        #expect(throws: ImageError.tooLarge(width: 5, height: 4, limit: 19)) {
            try PixelImage(png: good, limits: .init(pixels: 19))
        }
        for index in good.indices {
            var bad = good
            bad[index] ^= 0x55
            if let image = try? PixelImage(png: bad) {
                #expect(image.rgb.count == image.width * image.height * 3)
            }
        }
    }

    @Test func gridsPutPicturesInPlace() {
        let red = PixelImage(width: 1, height: 1, colour: SIMD3(255, 0, 0))
        let green = PixelImage(width: 1, height: 1, colour: SIMD3(0, 255, 0))
        let grid = PixelImage.grid(
            [red, green, green], columns: 2, padding: 1, scale: 2, ground: SIMD3(9, 9, 9))
        #expect(grid.width == 7 && grid.height == 7)
        let letters = stride(from: 0, to: grid.rgb.count, by: 3).map { index in
            grid.rgb[index] == 255 ? "r" : grid.rgb[index + 1] == 255 ? "g" : "."
        }
        let rows = stride(from: 0, to: 49, by: 7).map { letters[$0..<$0 + 7].joined() }
        #expect(rows == [".......", ".rr.gg.", ".rr.gg.", ".......", ".gg....", ".gg....", "......."])
    }
}
