import CInstructions
import KernelInterface
import KernelsAVX2
import KernelsAVX512
import KernelsBaseline

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The kernels of one instruction set.
public struct KernelSet: Sendable {
    /// `scalar`, `baseline`, `avx2` or `avx512`.
    public let name: String

    /// The inner loops.
    let table: KernelTable

    /// Plain loops, always there: what the others are tested against.
    public static let scalar = KernelSet(name: "scalar", table: scalarTable())

    /// Those that this processor can run: `scalar` first, the fastest last.
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
        return sets
    }()

    /// The fastest one, or that which the environment variable `TWEED_ISA` names, if it is there.
    public static let best: KernelSet = {
        let wanted = getenv("TWEED_ISA").flatMap { named(String(cString: $0)) }
        return wanted ?? available[available.count - 1]
    }()

    /// The set of that name, if this processor can run it.
    public static func named(_ name: String) -> KernelSet? {
        available.first { $0.name == name }
    }
}
