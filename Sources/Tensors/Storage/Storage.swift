/// The memory behind one or more tensors: contiguous float32 values, handed back to the pool at the end.
///
/// Written only while its creator is its only owner; afterwards read-only, which is what makes sharing it
/// between threads sound.
final class Storage: @unchecked Sendable {
    let pointer: UnsafeMutablePointer<Float>
    let count: Int
    private let pool: StoragePool

    /// Uninitialised values.
    init(count: Int) {
        self.count = count
        pool = Execution.pool
        pointer = pool.allocate(bytes: count * MemoryLayout<Float>.stride)
            .bindMemory(to: Float.self, capacity: count)
    }

    deinit {
        pool.release(UnsafeMutableRawPointer(pointer), bytes: count * MemoryLayout<Float>.stride)
    }
}
