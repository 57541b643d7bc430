import Synchronization

/// Keeps freed buffers for the next tensor of about the same size.
///
/// Activations of a step are allocated and freed in the same sizes each time. Handed back to the operating system,
/// each would cost a page fault per 4 KiB on its next use, which is more than many of the operations on it cost.
///
/// The pool hardly makes a program larger than it had to be: beyond a few MiB, buffers in use and buffers kept are
/// together at most what was once in use at the same time. What does not fit goes back to the system, longest kept
/// first.
public final class StoragePool: Sendable {
    /// The pool of everything that names no other.
    public static let shared = StoragePool(limit: 768 << 20)

    /// Cache-line alignment, which is also that of the widest vector.
    static let alignment = 64

    /// Kept whatever was in use: small next to any model, and enough for all small buffers.
    static let alwaysKept = 32 << 20

    /// Numbers of bytes, padding included.
    public struct Statistics: Sendable, Hashable {
        /// In use by tensors.
        public var live = 0
        /// The most in use at once, since the start or the last `resetPeak()`.
        public var peak = 0
        /// Freed and kept.
        public var kept = 0
    }

    private struct Buffer {
        let pointer: UnsafeMutableRawPointer
        let size: Int
        /// Counts up with each buffer that is kept.
        let age: Int
    }

    private struct State: @unchecked Sendable {
        var statistics = Statistics()
        /// The most that was ever in use at once.
        var highest = 0
        /// Oldest first, by size.
        var free: [Int: [Buffer]] = [:]
        var age = 0
    }

    private let state = Mutex(State())
    private let limit: Int

    /// - Parameter limit: bytes kept at most.
    public init(limit: Int = 768 << 20) { self.limit = limit }

    deinit { trim() }

    public var statistics: Statistics { state.withLock { $0.statistics } }

    /// Begins a new measurement of the peak.
    public func resetPeak() { state.withLock { $0.statistics.peak = $0.statistics.live } }

    /// Gives all kept buffers back to the system, and forgets how much was once in use.
    public func trim() {
        state.withLock { state in
            for buffers in state.free.values { for buffer in buffers { buffer.pointer.deallocate() } }
            state.free = [:]
            state.statistics.kept = 0
            state.highest = state.statistics.live
        }
    }

    /// Small sizes round up to one of eight per power of two, so that near ones share buffers; large ones to 64 KiB,
    /// so that little is wasted.
    static func sizeClass(_ bytes: Int) -> Int {
        let minimum = max(bytes, 256)
        let step = max(64, (1 << (Int.bitWidth - 1 - minimum.leadingZeroBitCount)) >> 3)
        let rounding = min(step, 65_536)
        return (minimum + rounding - 1) / rounding * rounding
    }

    /// Uninitialised memory of at least `bytes` bytes; hand it back with the same size.
    func allocate(bytes: Int) -> UnsafeMutableRawPointer {
        let size = Self.sizeClass(bytes)
        let kept: UnsafeMutableRawPointer? = state.withLock { state in
            state.statistics.live += size
            state.statistics.peak = max(state.statistics.peak, state.statistics.live)
            state.highest = max(state.highest, state.statistics.live)
            if let buffer = state.free[size]?.popLast() {
                state.statistics.kept -= size
                return buffer.pointer
            }
            evict(&state)
            return nil
        }
        return kept ?? UnsafeMutableRawPointer.allocate(byteCount: size, alignment: Self.alignment)
    }

    func release(_ pointer: UnsafeMutableRawPointer, bytes: Int) {
        let size = Self.sizeClass(bytes)
        state.withLock { state in
            state.statistics.live -= size
            state.statistics.kept += size
            state.age += 1
            state.free[size, default: []].append(Buffer(pointer: pointer, size: size, age: state.age))
            evict(&state)
        }
    }

    /// Gives back the buffers that were kept longest until the rest is within its bounds.
    private func evict(_ state: inout State) {
        let spare = max(state.highest - state.statistics.live, Self.alwaysKept)
        while state.statistics.kept > min(limit, spare) {
            guard
                let oldest = state.free.filter({ !$0.value.isEmpty }).min(by: {
                    $0.value[0].age < $1.value[0].age
                })
            else { return }
            let buffer = state.free[oldest.key]!.removeFirst()
            if state.free[oldest.key]!.isEmpty { state.free[oldest.key] = nil }
            state.statistics.kept -= buffer.size
            buffer.pointer.deallocate()
        }
    }
}
