import Foundation
import Images
import Tensors
import World

/// Pictures of the embedded world: judged, and as files for people.
enum Pictures {
    /// Whether the exact judge finds each picture fully right.
    static func isRight(_ pictures: Tensor, captions: [Caption]) -> [Bool] {
        zip(judged(pictures, count: captions.count), captions).map { Judge.score($0, $1).fullyRight }
    }

    /// What the exact judge reads in each picture.
    static func judged(_ pictures: Tensor, count: Int) -> [JudgedScene] {
        pictures.withUnsafeElements { elements in
            (0..<count).map { index in
                let own = elements[index * Scene.pixelCount..<(index + 1) * Scene.pixelCount]
                return Judge.read(UnsafeBufferPointer(rebasing: own))
            }
        }
    }

    /// Writes pictures one by one as `<name>/0000.png`, ..., and together as `<name>.png`.
    static func write(_ images: [PixelImage], named name: String, to folder: String) throws {
        try FileManager.default.createDirectory(
            atPath: "\(folder)/\(name)", withIntermediateDirectories: true)
        for (index, image) in images.enumerated() { try image.writePNG(to: "\(folder)/\(path(name, index))") }
        try PixelImage.grid(images, columns: 8, padding: 4, scale: scale(of: images))
            .writePNG(to: "\(folder)/\(name).png")
    }

    /// How much larger a grid shows pictures: those of the embedded world are small.
    static func scale(of images: [PixelImage]) -> Int { (images.first?.width ?? 0) < 64 ? 2 : 1 }

    /// Where `write` puts one picture, below its folder.
    static func path(_ name: String, _ index: Int) -> String { "\(name)/\(number(index)).png" }

    /// Four digits, or more where they are needed.
    static func number(_ index: Int) -> String {
        let digits = String(index)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }

    /// Each picture of `[N, H, W, 3]` within [-1, 1].
    static func images(_ pictures: Tensor) -> [PixelImage] {
        let (height, width) = (pictures.shape[1], pictures.shape[2])
        let size = height * width * 3
        return pictures.withUnsafeElements { elements in
            (0..<pictures.shape[0]).map { index in
                PixelImage(width: width, height: height, floats: elements[index * size..<(index + 1) * size])
            }
        }
    }
}

extension PixelImage {
    /// Writes the picture as a PNG file.
    func writePNG(to path: String) throws {
        try Data(png()).write(to: URL(fileURLWithPath: path))
    }
}
