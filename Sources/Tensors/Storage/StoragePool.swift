import Synchronization

/// Keeps freed buffers for the next tensor of about the same size.
///
/// Activations of a training step are allocated and freed in the same sizes each step. Handed back to the
/// operating system, each would cost a page fault per 4 KiB on its next use, which is more than many of the
/// operations on it cost.
final class StoragePool: Sendable {
    static let shared = StoragePool(limit: 768 << 20)

    /// Cache-line alignment, which is also that of the widest vector.
    static let alignment = 64

    private struct State: @unchecked Sendable {
        var free: [Int: [UnsafeMutableRawPointer]] = [:]
        var bytes = 0
    }

    private let state = Mutex(State())
    private let limit: Int

    /// - Parameter limit: bytes kept at most; buffers freed beyond it go back to the system.
    init(limit: Int) { self.limit = limit }

    /// Rounds up to one of eight sizes per power of two, so that near sizes share buffers.
    static func sizeClass(_ bytes: Int) -> Int {
        let minimum = max(bytes, 256)
        let step = max(64, (1 << (Int.bitWidth - 1 - minimum.leadingZeroBitCount)) >> 3)
        return (minimum + step - 1) / step * step
    }

    /// Uninitialised memory of at least `bytes` bytes; hand it back with the same size.
    func allocate(bytes: Int) -> UnsafeMutableRawPointer {
        let size = Self.sizeClass(bytes)
        let kept: UnsafeMutableRawPointer? = state.withLock { state in
            guard let pointer = state.free[size]?.popLast() else { return nil }
            state.bytes -= size
            return pointer
        }
        return kept ?? UnsafeMutableRawPointer.allocate(byteCount: size, alignment: Self.alignment)
    }

    func release(_ pointer: UnsafeMutableRawPointer, bytes: Int) {
        let size = Self.sizeClass(bytes)
        let isKept = state.withLock { state in
            guard state.bytes + size <= limit else { return false }
            state.free[size, default: []].append(pointer)
            state.bytes += size
            return true
        }
        if !isKept { pointer.deallocate() }
    }
}
