extension Scene {
    /// Draws the picture: `Scene.pixelCount` floats in [-1, 1], row by row, red, green, blue (NHWC).
    /// - Precondition: the buffer has that size.
    public func draw(into pixels: UnsafeMutableBufferPointer<Float>) {
        precondition(pixels.count == Scene.pixelCount, "a picture has \(Scene.pixelCount) floats")
        for index in 0..<Scene.size * Scene.size {
            pixels[3 * index] = ground.x
            pixels[3 * index + 1] = ground.y
            pixels[3 * index + 2] = ground.z
        }
        for object in objects {
            object.forEachCoveredPixel { row, column, coverage in
                let index = 3 * (row * Scene.size + column)
                pixels[index] += coverage * (object.pixel.x - pixels[index])
                pixels[index + 1] += coverage * (object.pixel.y - pixels[index + 1])
                pixels[index + 2] += coverage * (object.pixel.z - pixels[index + 2])
            }
        }
    }

    /// The drawn picture.
    public func pixels() -> [Float] {
        [Float](unsafeUninitializedCapacity: Scene.pixelCount) { buffer, count in
            draw(into: UnsafeMutableBufferPointer(rebasing: buffer[..<Scene.pixelCount]))
            count = Scene.pixelCount
        }
    }
}

extension PlacedObject {
    /// Calls `body(row, column, coverage)` for each pixel that the object covers at least in part.
    @inline(__always)
    func forEachCoveredPixel(_ body: (Int, Int, Float) -> Void) {
        let reach = reach
        let limit = Scene.size - 1
        let rows = max(0, Int(vertical - reach.up - 1))...min(limit, Int(vertical + reach.down + 1))
        let columns = max(0, Int(horizontal - reach.left - 1))...min(limit, Int(horizontal + reach.right + 1))
        for row in rows {
            for column in columns {
                let coverage = object.shape.coverage(
                    Float(column) + 0.5 - horizontal, Float(row) + 0.5 - vertical, radius: radius)
                if coverage > 0 { body(row, column, coverage) }
            }
        }
    }
}
