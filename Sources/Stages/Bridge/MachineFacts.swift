import Foundation
import Kernels
import Values

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What a run record says of the machine: all that can change results or times, and nothing that names it.
public enum MachineFacts {
    /// - Parameter threads: how many cores the run may keep busy.
    public static func json(threads: Int) -> JSONValue {
        [
            "system": .string(system), "processor": .string(processor), "architecture": .string(architecture),
            "instructions": .string(KernelSet.best.name), "cores": .integer(Int64(AvailableCores.count)),
            "threads": .integer(Int64(threads)),
            "memory_mb": .integer(Int64(ProcessInfo.processInfo.physicalMemory >> 20)),
            "swift": .string(compiler),
        ]
    }

    /// `Linux 6.8.0`: name and release of the system.
    static var system: String {
        var name = utsname()
        guard uname(&name) == 0 else { return "unknown" }
        return text(&name.sysname) + " " + text(&name.release)
    }

    static var architecture: String {
        #if arch(x86_64)
            "x86_64"
        #elseif arch(arm64)
            "arm64"
        #else
            "other"
        #endif
    }

    /// As the processor names itself.
    static var processor: String {
        #if canImport(Darwin)
            var size = 0
            guard sysctlbyname("machdep.cpu.brand_string", nil, &size, nil, 0) == 0, size > 0 else {
                return "unknown"
            }
            var bytes = [UInt8](repeating: 0, count: size)
            guard sysctlbyname("machdep.cpu.brand_string", &bytes, &size, nil, 0) == 0 else {
                return "unknown"
            }
            return String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        #else
            let lines = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8))?.split(
                separator: "\n")
            let line = lines?.first { $0.hasPrefix("model name") || $0.hasPrefix("Model") }
            guard let value = line?.split(separator: ":", maxSplits: 1).last else { return "unknown" }
            return value.trimmingCharacters(in: .whitespaces)
        #endif
    }

    /// The compiler of this program; the language offers comparisons only.
    static var compiler: String {
        #if compiler(>=6.5)
            "6.5 or newer"
        #elseif compiler(>=6.4)
            "6.4"
        #elseif compiler(>=6.3)
            "6.3"
        #elseif compiler(>=6.2)
            "6.2"
        #else
            "6.1"
        #endif
    }

    /// A C array of characters, which Swift sees as a tuple.
    private static func text<Characters>(_ characters: inout Characters) -> String {
        withUnsafeBytes(of: &characters) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }
}
