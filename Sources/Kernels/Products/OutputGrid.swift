import KernelInterface

/// The pixels of pictures `[batch, height, width, channels]` that a convolution writes: every `stride`-th.
struct OutputGrid {
    let start: MutableFloats
    let height: Int
    let width: Int
    let channels: Int
    let originY: Int
    let originX: Int
    let stride: Int

    func place(image: Int, row: Int, column: Int) -> MutableFloats {
        start + ((image * height + originY + row * stride) * width + originX + column * stride) * channels
    }
}
