#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The random numbers of `torch.Generator("cpu")`: the same seed gives the same noise as in PyTorch.
///
/// Uniforms are the same to the last bit, normals to about 5e-7 (PyTorch's own differ by so much between processors).
/// How many words a draw takes depends on how many numbers it has, so draws have to be made one by one as Python makes
/// them. Encoded and decoded, the generator goes on where it was.
///
/// As in PyTorch 2 (`ATen/native/cpu/DistributionTemplates.h`, `ATen/core/DistributionsHelper.h`).
public struct TorchCPUGenerator: TorchGenerator, Codable {
    private var twister: MersenneTwister
    /// The second of a pair of normals, which the next short draw takes.
    private var spareNormal: Double?

    /// A generator after `manual_seed(seed)`. Only the lower 32 bits of the seed count, as in PyTorch.
    public init(seed: UInt64) { twister = MersenneTwister(seed: UInt32(truncatingIfNeeded: seed)) }

    /// Numbers of a draw from which on whole blocks of 16 are made.
    private static let block = 16

    /// `torch.rand(count)`: in [0, 1), multiples of 2^-24.
    public mutating func uniform(count: Int) -> [Float] {
        (0..<count).map { _ in nextUniform() }
    }

    /// `torch.rand(count, dtype=torch.float64)`: in [0, 1), multiples of 2^-53.
    public mutating func uniformDoubles(count: Int) -> [Double] {
        (0..<count).map { _ in nextUniformDouble() }
    }

    /// `torch.randn(count, dtype=type)`.
    ///
    /// Half-precision numbers are those of `float32`, rounded, but where the count is no multiple of 16: then the last
    /// 16 numbers take other words, and so does everything after them.
    public mutating func normal(count: Int, type: StoredType = .float32) -> [Float] {
        guard count >= Self.block else {
            return (0..<count).map { _ in type.rounded(Float(nextNormal())) }
        }
        let isHalf = type == .float16 || type == .bfloat16
        let values = blocks(
            count, drawsRest: !isHalf, uniform: { $0.nextUniform() }, normals: Self.normals)
        return isHalf ? values.map(type.rounded) : values
    }

    /// `torch.randn(count, dtype=torch.float64)`.
    public mutating func normalDoubles(count: Int) -> [Double] {
        guard count >= Self.block else { return (0..<count).map { _ in nextNormal() } }
        return blocks(
            count, drawsRest: true, uniform: { $0.nextUniformDouble() }, normals: Self.normals)
    }

    private mutating func nextUniform() -> Float { Float(twister.next() & 0xFF_FFFF) * 0x1p-24 }

    private mutating func nextUniformDouble() -> Double {
        Double(twister.nextPair() & 0x1F_FFFF_FFFF_FFFF) * 0x1p-53
    }

    /// One normal of a short draw: pairs by Box and Muller in double precision.
    private mutating func nextNormal() -> Double {
        if let spare = spareNormal {
            spareNormal = nil
            return spare
        }
        let angle = 2 * Double.pi * nextUniformDouble()
        let length = (-2 * log1p(-nextUniformDouble())).squareRoot()
        spareNormal = length * sin(angle)
        return length * cos(angle)
    }

    /// A long draw: uniforms for all, which become normals in blocks of 16. Where the last block is not full, the last
    /// 16 numbers are drawn anew.
    ///
    /// - Parameter drawsRest: whether uniforms are also drawn for what is not in a full block, though nothing uses them.
    private mutating func blocks<Number>(
        _ count: Int, drawsRest: Bool, uniform: (inout Self) -> Number,
        normals: (inout ArraySlice<Number>) -> Void
    ) -> [Number] {
        let rest = count % Self.block
        var values = (0..<count - rest).map { _ in uniform(&self) }
        // The rest is overwritten below.
        for _ in 0..<rest { values.append(drawsRest ? uniform(&self) : values[0]) }
        for start in stride(from: 0, through: count - Self.block, by: Self.block) {
            normals(&values[start..<start + Self.block])
        }
        if rest != 0 {
            let last = count - Self.block..<count
            for index in last { values[index] = uniform(&self) }
            normals(&values[last])
        }
        return values
    }

    /// Swift's own constant is rounded down.
    private static let fullTurn = Float(2 * Double.pi)

    /// 8 lengths and 8 angles become 16 normals, with the roundings of `float`.
    private static func normals(_ values: inout ArraySlice<Float>) {
        for index in values.startIndex..<values.startIndex + 8 {
            let logarithm = Float(log(Double(1 - values[index])))
            let length = (-2 * logarithm).squareRoot()
            let angle = Double(fullTurn * values[index + 8])
            values[index] = length * Float(cos(angle))
            values[index + 8] = length * Float(sin(angle))
        }
    }

    /// 8 lengths and 8 angles become 16 normals.
    private static func normals(_ values: inout ArraySlice<Double>) {
        for index in values.startIndex..<values.startIndex + 8 {
            let length = (-2 * log(1 - values[index])).squareRoot()
            let angle = 2 * Double.pi * values[index + 8]
            values[index] = length * cos(angle)
            values[index + 8] = length * sin(angle)
        }
    }
}
