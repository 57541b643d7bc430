import Tensors

/// Finds the bytes of tensors in an archive, and copies those into order that lie scattered.
struct TorchPlaces {
    let path: String
    let archive: TorchArchive
    let mapping: FileMapping
    private var copied = 0

    init(path: String, archive: TorchArchive, mapping: FileMapping) {
        self.path = path
        self.archive = archive
        self.mapping = mapping
    }

    mutating func stored(
        _ tensor: TorchTensor, storage: TorchStorage, name: String
    ) throws(CheckpointFileError) -> StoredTensor {
        func refused(_ reason: String) -> CheckpointFileError {
            CheckpointFileError(path: path, problem: .tensor(name: name, reason: reason))
        }
        guard let shape = try? Shape(checking: tensor.shape) else {
            throw refused("the shape \(tensor.shape) is none, or too large")
        }
        guard let bytes = archive.storage(storage.key) else {
            throw refused("its storage \(Printable.quoted(storage.key)) is missing in the archive")
        }
        let (claimed, overflow) = storage.count.multipliedReportingOverflow(by: storage.type?.size ?? 1)
        guard !overflow, claimed == bytes.count else {
            throw refused(
                "its storage \(Printable.quoted(storage.key)) has \(bytes.count) bytes, the pickle says "
                    + "\(storage.count) elements")
        }
        let size = tensor.type.size
        // The last element that the strides reach; negative strides do not exist in torch.
        var last = tensor.offset
        var isTooLarge = tensor.offset < 0
        for (extent, stride) in zip(tensor.shape, tensor.strides) where shape.count > 0 {
            let (step, tooFar) = (extent - 1).multipliedReportingOverflow(by: stride)
            let (sum, tooMuch) = last.addingReportingOverflow(step)
            isTooLarge = isTooLarge || tooFar || tooMuch || stride < 0
            last = sum
        }
        guard !isTooLarge, shape.count == 0 || last < bytes.count / size else {
            throw refused(
                "shape \(tensor.shape) with strides \(tensor.strides) from element \(tensor.offset) on reaches "
                    + "beyond its storage of \(bytes.count / size) elements")
        }
        if shape.count == 0 {
            return StoredTensor(
                name: name, type: tensor.type, shape: shape,
                byteRange: bytes.lowerBound..<bytes.lowerBound, mapping: mapping)
        }
        let start = bytes.lowerBound + tensor.offset * size
        if isInOrder(tensor) {
            return StoredTensor(
                name: name, type: tensor.type, shape: shape, byteRange: start..<start + shape.count * size,
                mapping: mapping)
        }
        return try copy(tensor, shape: shape, start: start, name: name)
    }

    /// Whether the elements lie one after another, the last axis fastest.
    private func isInOrder(_ tensor: TorchTensor) -> Bool {
        var expected = 1
        for (extent, stride) in zip(tensor.shape, tensor.strides).reversed() where extent != 1 {
            guard stride == expected else { return false }
            expected *= extent
        }
        return true
    }

    private mutating func copy(
        _ tensor: TorchTensor, shape: Shape, start: Int, name: String
    ) throws(CheckpointFileError) -> StoredTensor {
        let size = tensor.type.size
        // Repeated elements take more room than the file has.
        let (bytes, overflow) = shape.count.multipliedReportingOverflow(by: size)
        guard !overflow, bytes <= TorchFile.maximumCopied - copied else {
            throw CheckpointFileError(
                path: path,
                problem: .tensor(
                    name: name,
                    reason:
                        "its elements do not lie in order, and at most \(TorchFile.maximumCopied) bytes of such "
                        + "tensors are copied; save it with .contiguous()"))
        }
        copied += bytes
        // The stride of an axis with one place is never walked and may be any number.
        let strides = zip(tensor.shape, tensor.strides).map { $0 > 1 ? $1 * size : 0 }
        let source = mapping.bytes
        do throws(SafetensorsError) {
            let memory = try FileMapping(count: bytes, path: path) { target in
                var position = Array(repeating: 0, count: shape.rank)
                var from = start
                for index in 0..<shape.count {
                    target.baseAddress!.advanced(by: index * size)
                        .copyMemory(from: source.baseAddress! + from, byteCount: size)
                    // The next place: the last axis that is not at its end steps on, those behind it start anew.
                    for axis in stride(from: shape.rank - 1, through: 0, by: -1) {
                        position[axis] += 1
                        from += strides[axis]
                        if position[axis] < tensor.shape[axis] { break }
                        from -= tensor.shape[axis] * strides[axis]
                        position[axis] = 0
                    }
                }
            }
            return StoredTensor(
                name: name, type: tensor.type, shape: shape, byteRange: 0..<bytes, mapping: memory)
        } catch {
            throw CheckpointFileError(path: path, problem: .unreadable("\(error.problem)"))
        }
    }
}
