#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The random numbers of `torch.Generator("cuda")`, computed without a GPU.
///
/// Philox 4x32 with ten rounds; thread t of the kernel draws from stream t, four numbers at a time, which lie as far
/// apart as there are threads. There are never more threads than the device runs at once, so a draw with more numbers
/// than that depends on the device; smaller ones do not. Uniforms are exact; normals differ from a GPU's by the errors
/// of its fast sine and cosine, about 1e-6.
///
/// As in PyTorch 2 (`ATen/native/cuda/DistributionTemplates.h`) and `curand_kernel.h`.
public struct TorchCUDAGenerator: TorchGenerator, Codable {
    /// What the order of large draws depends on.
    public struct Device: Hashable, Sendable, Codable {
        public let multiprocessors: Int
        public let threadsPerMultiprocessor: Int

        /// - Precondition: at least one multiprocessor with at least 256 threads, as every device has.
        public init(multiprocessors: Int, threadsPerMultiprocessor: Int) {
            precondition(
                multiprocessors > 0 && threadsPerMultiprocessor >= blockSize,
                "no device has \(multiprocessors) multiprocessors of \(threadsPerMultiprocessor) threads")
            self.multiprocessors = multiprocessors
            self.threadsPerMultiprocessor = threadsPerMultiprocessor
        }

        /// 221,184 threads, which is more than the 65,536 numbers of one picture's latents at 1024x1024.
        public static let a100 = Device(multiprocessors: 108, threadsPerMultiprocessor: 2048)

        public init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            multiprocessors = try container.decode(Int.self, forKey: .multiprocessors)
            threadsPerMultiprocessor = try container.decode(Int.self, forKey: .threadsPerMultiprocessor)
            guard (1...65_536).contains(multiprocessors),
                (blockSize...65_536).contains(threadsPerMultiprocessor)
            else {
                throw DecodingError.dataCorrupted(
                    .init(
                        codingPath: decoder.codingPath,
                        debugDescription:
                            "no device has \(multiprocessors) multiprocessors of \(threadsPerMultiprocessor) threads"
                    ))
            }
        }
    }

    /// Threads of a block.
    private static let blockSize = 256

    /// Numbers that a thread draws at once: the words of a block of Philox.
    private static let unroll = 4

    public let seed: UInt64
    public let device: Device
    /// Blocks of Philox that every thread has left behind: a quarter of PyTorch's offset.
    public private(set) var block: UInt64 = 0

    /// A generator after `manual_seed(seed)`.
    public init(seed: UInt64, device: Device = .a100) {
        self.seed = seed
        self.device = device
    }

    /// `torch.rand(count, device="cuda")`: in [0, 1).
    public mutating func uniform(count: Int) -> [Float] {
        draw(count) { words, lane in
            let value = Float(words[lane]) * 0x1p-32 + 0x1p-33
            return value == 1 ? 0 : value
        }
    }

    /// `torch.randn(count, dtype=type, device="cuda")`; half-precision numbers are those of `float32`, rounded.
    public mutating func normal(count: Int, type: StoredType = .float32) -> [Float] {
        let values = draw(count, Self.normal)
        return type == .float32 ? values : values.map(type.rounded)
    }

    /// Blocks of threads that a draw starts.
    private func grid(_ count: Int) -> Int {
        min(
            device.multiprocessors * (device.threadsPerMultiprocessor / Self.blockSize),
            (count + Self.blockSize - 1) / Self.blockSize)
    }

    private mutating func draw(_ count: Int, _ convert: (SIMD4<UInt32>, Int) -> Float) -> [Float] {
        guard count > 0 else { return [] }
        let threads = Self.blockSize * grid(count)
        let key = SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32))
        var values = [Float](repeating: 0, count: count)
        // Element = thread + threads (lane + 4 round).
        let rounds = (count - 1) / (threads * Self.unroll) + 1
        for round in 0..<rounds {
            let counter = block &+ UInt64(round)
            let start = round * threads * Self.unroll
            for thread in 0..<min(threads, count - start) {
                let words = Philox4x32.words(
                    counter: SIMD4(
                        UInt32(truncatingIfNeeded: counter), UInt32(truncatingIfNeeded: counter >> 32),
                        UInt32(truncatingIfNeeded: thread), 0),
                    key: key)
                for lane in 0..<Self.unroll {
                    let element = start + thread + lane * threads
                    guard element < count else { break }
                    values[element] = convert(words, lane)
                }
            }
        }
        block &+= UInt64(rounds)
        return values
    }

    /// A full turn over 2^32, rounded as in curand.
    private static let turn = Float(0x1p-32) * Float(2 * Double.pi)

    /// Words 0 and 1 give a pair of normals, sine first; so do words 2 and 3.
    private static func normal(_ words: SIMD4<UInt32>, lane: Int) -> Float {
        let pair = lane & ~1
        let uniform = Float(words[pair]) * 0x1p-32 + 0x1p-33
        let angle = Double((turn / 2).addingProduct(Float(words[pair + 1]), turn))
        let length = (-2 * Float(log(Double(uniform)))).squareRoot()
        return length * Float(lane == pair ? sin(angle) : cos(angle))
    }
}
