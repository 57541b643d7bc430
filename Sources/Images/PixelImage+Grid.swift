extension PixelImage {
    /// Pictures side by side, row by row.
    ///
    /// - Parameters:
    ///   - pictures: all of one size; at least one.
    ///   - columns: pictures in a row.
    ///   - padding: pixels between the pictures and around them, after scaling.
    ///   - scale: whole factor by which each picture is enlarged, every pixel a block.
    ///   - ground: colour of the padding and of places left over.
    public static func grid(
        _ pictures: [PixelImage], columns: Int, padding: Int = 2, scale: Int = 1,
        ground: SIMD3<UInt8> = SIMD3(255, 255, 255)
    ) -> PixelImage {
        precondition(!pictures.isEmpty, "a grid needs pictures")
        precondition(columns > 0 && padding >= 0, "a grid needs columns, and padding of at least 0")
        let (width, height) = (pictures[0].width, pictures[0].height)
        precondition(
            pictures.allSatisfy { $0.width == width && $0.height == height },
            "the pictures of a grid must have one size")
        let columns = min(columns, pictures.count)
        let rows = (pictures.count + columns - 1) / columns
        var result = PixelImage(
            width: columns * (width * scale + padding) + padding,
            height: rows * (height * scale + padding) + padding, colour: ground)
        for (index, picture) in pictures.enumerated() {
            result.paste(
                picture.scaled(by: scale), column: padding + index % columns * (width * scale + padding),
                row: padding + index / columns * (height * scale + padding))
        }
        return result
    }
}
