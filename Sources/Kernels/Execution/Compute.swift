#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// How to execute: with which kernels, on how many threads.
///
/// The operations are in extensions. They take raw pointers to contiguous numbers (row-major, pictures as
/// `[batch, height, width, channels]`); sizes are the caller's duty. The result is the same to the last bit for any
/// number of threads: work is cut into tiles of fixed size, and each sum has a fixed order.
public struct Compute: Sendable {
    public var kernels: KernelSet
    public var threads: Int

    public init(kernels: KernelSet = .best, threads: Int = Compute.activeCores) {
        self.kernels = kernels
        self.threads = max(threads, 1)
    }

    /// The number of processors that the system has switched on.
    public static let activeCores = max(Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))), 1)

    /// Runs `body` for the tiles `0..<count`, in any order, on at most `threads` threads; on the calling one if
    /// there is but one tile or thread, or the workers are busy with another's tiles.
    public func forEachTile(_ count: Int, _ body: (Int) -> Void) {
        forEachTile(count) { tile, _ in body(tile) }
    }

    /// As `forEachTile`, with the number of the worker, below `threads`, which at any time runs one tile only.
    func forEachTile(_ count: Int, _ body: (_ tile: Int, _ worker: Int) -> Void) {
        let workers = min(threads, count)
        // Tiles write to places of their own, so that it does not matter who runs them.
        if workers > 1, WorkerPool.shared.run(count, helpers: workers - 1, body) { return }
        for tile in 0..<max(count, 0) { body(tile, 0) }
    }

    /// Runs `body` for `0..<count` in ranges of `grain` (the last may be shorter).
    public func forEachRange(_ count: Int, grain: Int, _ body: (Range<Int>) -> Void) {
        let grain = max(grain, 1)
        forEachTile((count + grain - 1) / grain) { tile in
            body(tile * grain..<min(tile * grain + grain, count))
        }
    }
}
