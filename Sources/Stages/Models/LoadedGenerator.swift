import Engine
import Methods
import Models

/// A generator as a stage was handed it, ready to draw.
struct LoadedGenerator {
    let generator: any PictureGenerator
    /// Whether it draws the embedded world, whose pictures the exact judge reads.
    let isOfWorld: Bool
}
