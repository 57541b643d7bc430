import CInstructions
import KernelInterface
import KernelsAVX2
import KernelsAVX512
import KernelsAVX512BF16
import KernelsBaseline

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The kernels of one instruction set.
public struct KernelSet: Sendable {
    /// `scalar`, `baseline`, `avx2`, `avx512` or `avx512bf16`.
    public let name: String

    /// The inner loops.
    let table: KernelTable

    /// Plain loops, always there: what the others are tested against.
    public static let scalar = KernelSet(name: "scalar", table: scalarTable())

    /// Those that this processor can run: `scalar` first, that with the most instructions last.
    public static let available: [KernelSet] = {
        var sets = [
            KernelSet.scalar,
            KernelSet(name: "baseline", table: KernelsBaseline.kernelTable()),
        ]
        if tweed_has_avx2() {
            sets.append(KernelSet(name: "avx2", table: KernelsAVX2.kernelTable()))
        }
        if tweed_has_avx512() {
            sets.append(KernelSet(name: "avx512", table: KernelsAVX512.kernelTable()))
        }
        if tweed_has_avx512_bf16() {
            sets.append(KernelSet(name: "avx512bf16", table: KernelsAVX512BF16.kernelTable()))
        }
        return sets
    }()

    /// The fastest one, or that which the environment variable `TWEED_ISA` names, if it is there.
    ///
    /// `avx512bf16` differs in products whose weight is `bfloat16`: it rounds the left side to `bfloat16` too, and has
    /// the processor multiply pairs, twice as many numbers in an instruction. On AMD's processors, such products take
    /// half the time; on Intel's, these instructions take four times as long as others, and weights widened to `float`
    /// are twice as fast and more exact.
    public static let best: KernelSet = {
        let wanted = getenv("TWEED_ISA").flatMap { named(String(cString: $0)) }
        let fast = available.filter { $0.name != "avx512bf16" || tweed_bf16_pays() }
        return wanted ?? fast[fast.count - 1]
    }()

    /// What `TWEED_ISA` says, if it names no set that this processor can run.
    public static var unusableRequest: String? {
        guard let name = getenv("TWEED_ISA").map({ String(cString: $0) }), named(name) == nil else {
            return nil
        }
        return name
    }

    /// The set of that name, if this processor can run it.
    public static func named(_ name: String) -> KernelSet? {
        available.first { $0.name == name }
    }
}
