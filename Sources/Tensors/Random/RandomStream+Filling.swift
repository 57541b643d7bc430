/// Fills of buffers. Element i depends on nothing but the stream, its position and i, so a fill may be split
/// over threads in any way and still gives the same bytes.
extension RandomStream {
    /// Fills the buffer with normals of mean 0 and variance 1, and goes on behind them.
    public mutating func fillNormals(_ buffer: UnsafeMutableBufferPointer<Float>) {
        writeNormals(into: buffer, from: 0)
        skip(elements: buffer.count)
    }

    /// Fills the buffer with uniforms in [0, 1), and goes on behind them.
    public mutating func fillUniforms(_ buffer: UnsafeMutableBufferPointer<Float>) {
        writeUniforms(into: buffer, from: 0)
        skip(elements: buffer.count)
    }

    /// That many normals; the same as `fillNormals` gives.
    public mutating func nextNormals(_ count: Int) -> [Float] {
        defer { skip(elements: count) }
        return [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
            writeNormals(into: UnsafeMutableBufferPointer(rebasing: buffer[..<count]), from: 0)
            initialized = count
        }
    }

    /// That many uniforms in [0, 1); the same as `fillUniforms` gives.
    public mutating func nextUniforms(_ count: Int) -> [Float] {
        defer { skip(elements: count) }
        return [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
            writeUniforms(into: UnsafeMutableBufferPointer(rebasing: buffer[..<count]), from: 0)
            initialized = count
        }
    }

    /// Writes the normals `element`, `element + 1`, ... of a fill from the current position, which stays.
    public func writeNormals(into buffer: UnsafeMutableBufferPointer<Float>, from element: Int) {
        write(into: buffer, from: element, BoxMuller.normals)
    }

    /// Writes the uniforms `element`, `element + 1`, ... of a fill from the current position, which stays.
    public func writeUniforms(into buffer: UnsafeMutableBufferPointer<Float>, from element: Int) {
        write(into: buffer, from: element) { words in SIMD16<Float>(words &>> 8) * 0x1p-24 }
    }

    /// Sixteen elements, four blocks, at a time.
    @inline(__always)
    private func write(
        into buffer: UnsafeMutableBufferPointer<Float>, from element: Int,
        _ convert: (SIMD16<UInt32>) -> SIMD16<Float>
    ) {
        precondition(element >= 0, "elements of a fill count from 0, got \(element)")
        guard let base = buffer.baseAddress, !buffer.isEmpty else { return }
        let end = element + buffer.count
        for group in element / 16...(end - 1) / 16 {
            let block = nextBlock &+ UInt64(group) &* 4
            var words = SIMD16<UInt32>()
            words.lowHalf.lowHalf = self.words(block: block)
            words.lowHalf.highHalf = self.words(block: block &+ 1)
            words.highHalf.lowHalf = self.words(block: block &+ 2)
            words.highHalf.highHalf = self.words(block: block &+ 3)
            let values = convert(words)
            let first = 16 * group
            if first >= element, first + 16 <= end {
                UnsafeMutableRawPointer(base + (first - element)).storeBytes(
                    of: values, as: SIMD16<Float>.self)
            } else {
                for index in max(first, element)..<min(first + 16, end) {
                    base[index - element] = values[index - first]
                }
            }
        }
    }
}
