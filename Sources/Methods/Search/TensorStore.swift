import Foundation
import Tensors

/// Tensors that wait: in memory up to a limit, beyond it in a file, bit for bit.
///
/// The file has no name from its first moment on, so that nothing is left behind whatever becomes of the process.
/// Those that came first go first, and what is on disk stays there: candidates are taken up batch by batch.
final class TensorStore {
    /// One tensor in the store.
    typealias Handle = Int

    private enum Place {
        case memory(Tensor)
        case disk(offset: UInt64, shape: Shape)
    }

    private var places: [Handle: Place] = [:]
    private var next: Handle = 0
    /// The oldest one that may be in memory.
    private var oldest: Handle = 0
    private(set) var bytesInMemory = 0
    private let limit: Int
    private let folder: String?
    private var file: FileHandle?
    private var end: UInt64 = 0
    /// Room that is free again, by bytes.
    private var gaps: [Int: [UInt64]] = [:]

    /// - Parameters:
    ///   - limit: bytes in memory.
    ///   - folder: where the file goes; nil to keep everything in memory.
    init(limit: Int, folder: String?) {
        self.limit = limit
        self.folder = folder
    }

    /// Bytes of the file.
    var bytesOnDisk: UInt64 { end }

    func insert(_ tensor: Tensor) throws(SearchError) -> Handle {
        defer { next += 1 }
        places[next] = .memory(tensor)
        bytesInMemory += Self.bytes(of: tensor.shape)
        while folder != nil, bytesInMemory > limit, oldest <= next { try spillOldest() }
        return next
    }

    func read(_ handle: Handle) throws(SearchError) -> Tensor {
        switch places[handle]! {
        case .memory(let tensor): return tensor
        case .disk(let offset, let shape):
            let size = Self.bytes(of: shape)
            do {
                guard let file else { throw CocoaError(.fileReadUnknown) }
                try file.seek(toOffset: offset)
                guard let data = try file.read(upToCount: size), data.count == size else {
                    throw CocoaError(.fileReadCorruptFile)
                }
                return Tensor(shape: shape) { buffer in
                    _ = data.copyBytes(to: UnsafeMutableRawBufferPointer(buffer))
                }
            } catch { throw .spill(problem: "cannot be read back: \(error.localizedDescription)") }
        }
    }

    func remove(_ handle: Handle) {
        switch places.removeValue(forKey: handle) {
        case .memory(let tensor): bytesInMemory -= Self.bytes(of: tensor.shape)
        case .disk(let offset, let shape): gaps[Self.bytes(of: shape), default: []].append(offset)
        case nil: break
        }
    }

    private static func bytes(of shape: Shape) -> Int { shape.count * MemoryLayout<Float>.stride }

    private func spillOldest() throws(SearchError) {
        defer { oldest += 1 }
        guard case .memory(let tensor)? = places[oldest] else { return }
        let size = Self.bytes(of: tensor.shape)
        do {
            let file = try open()
            let offset = gaps[size]?.popLast() ?? end
            try file.seek(toOffset: offset)
            try file.write(contentsOf: tensor.withUnsafeElements { Data(buffer: $0) })
            end = max(end, offset + UInt64(size))
            places[oldest] = .disk(offset: offset, shape: tensor.shape)
        } catch { throw .spill(problem: "cannot be written: \(error.localizedDescription)") }
        bytesInMemory -= size
    }

    private func open() throws -> FileHandle {
        if let file { return file }
        let path = "\(folder ?? NSTemporaryDirectory())/.waiting-\(UUID().uuidString)"
        try Data().write(to: URL(fileURLWithPath: path))
        let opened = try FileHandle(forUpdating: URL(fileURLWithPath: path))
        try FileManager.default.removeItem(atPath: path)
        file = opened
        return opened
    }
}
