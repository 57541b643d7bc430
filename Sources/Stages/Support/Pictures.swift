import Foundation
import Images
import Tensors
import World

/// Pictures of the embedded world: judged, and as files for people.
enum Pictures {
    /// Whether the exact judge finds each picture fully right.
    static func isRight(_ pictures: Tensor, captions: [Caption]) -> [Bool] {
        pictures.withUnsafeElements { elements in
            captions.indices.map { index in
                let own = elements[index * Scene.pixelCount..<(index + 1) * Scene.pixelCount]
                return Judge.score(UnsafeBufferPointer(rebasing: own), captions[index]).fullyRight
            }
        }
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
