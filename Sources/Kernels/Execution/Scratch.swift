import KernelInterface

/// Room for numbers, aligned to a cache line, given back at the end of the scope that holds it.
struct Scratch: ~Copyable {
    let floats: MutableFloats
    private let raw: UnsafeMutableRawPointer

    /// Room for `count` numbers, not initialised.
    init(_ count: Int) {
        raw = .allocate(byteCount: max(count, 1) * MemoryLayout<Float>.stride, alignment: 64)
        floats = raw.bindMemory(to: Float.self, capacity: max(count, 1))
    }

    /// Room for `count` zeros.
    init(zeros count: Int) {
        self.init(count)
        floats.update(repeating: 0, count: count)
    }

    deinit { raw.deallocate() }
}
