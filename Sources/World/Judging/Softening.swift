/// A slight blur.
enum Softening {
    /// The picture with the weights 1 2 1 on both axes; at the border the edge pixel repeats.
    static func soften(_ pixels: UnsafeBufferPointer<Float>) -> [Float] {
        let row = Scene.size * Scene.channels
        let beside = pass(Array(pixels), stride: Scene.channels) { $0 % row / Scene.channels }
        return pass(beside, stride: row) { $0 / row }
    }

    /// One axis; `position` is where on it an element lies.
    private static func pass(_ source: [Float], stride: Int, position: (Int) -> Int) -> [Float] {
        source.indices.map { index in
            let place = position(index)
            let before = source[place > 0 ? index - stride : index]
            let after = source[place + 1 < Scene.size ? index + stride : index]
            return 0.25 * before + 0.5 * source[index] + 0.25 * after
        }
    }
}
