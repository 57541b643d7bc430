/// Parts and turned copies of stored arrays, for checkpoints that hold several weights in one array, or a matrix the
/// other way round.
extension StoredTensor {
    /// One of several equal parts of the first axis, under another name; nothing is copied.
    ///
    /// - Returns: `nil` if the first axis does not split into so many.
    public func part(_ index: Int, of count: Int, name: String) -> StoredTensor? {
        guard count > 0, (0..<count).contains(index), shape.rank > 0, shape[0] % count == 0 else {
            return nil
        }
        let size = bytes.count / count
        return StoredTensor(
            name: name, type: type, shape: Shape([shape[0] / count] + shape.dimensions.dropFirst()),
            bytes: UnsafeRawBufferPointer(rebasing: bytes[index * size..<(index + 1) * size]), owner: owner)
    }

    /// The same array under another name.
    public func renamed(_ name: String) -> StoredTensor {
        StoredTensor(name: name, type: type, shape: shape, bytes: bytes, owner: owner)
    }

    /// A copy of a matrix with rows and columns exchanged, in the same precision.
    ///
    /// - Returns: `nil` if this is no matrix.
    public func transposed(name: String) -> StoredTensor? {
        guard shape.rank == 2 else { return nil }
        let (rows, columns, size) = (shape[0], shape[1], type.size)
        let copy = StoredBytes(count: bytes.count)
        if let source = bytes.baseAddress, let target = copy.bytes.baseAddress {
            for column in 0..<columns {
                for row in 0..<rows {
                    (target + (column * rows + row) * size).copyMemory(
                        from: source + (row * columns + column) * size, byteCount: size)
                }
            }
        }
        withExtendedLifetime(owner) {}
        return StoredTensor(
            name: name, type: type, shape: [columns, rows], bytes: UnsafeRawBufferPointer(copy.bytes),
            owner: copy)
    }
}

/// Memory of a stored array that lies in no file.
final class StoredBytes: @unchecked Sendable {
    // Unchecked: written before anybody else sees it, and never again.
    let bytes: UnsafeMutableRawBufferPointer

    init(count: Int) {
        bytes = .allocate(byteCount: count, alignment: 64)
    }

    deinit { bytes.deallocate() }
}
