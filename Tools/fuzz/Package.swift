// swift-tools-version: 6.1
// Fuzzers of everything that reads what other people wrote. A package of its own: the sanitizer's flags must not
// reach the build of the program. `make fuzz` builds and runs it; docs/hostile-input.md says more.

import PackageDescription

/// Coverage for libFuzzer, and internal types for the targets. Checks stay on, so that a trap is a finding.
let fuzzed: [SwiftSetting] = [
    .enableUpcomingFeature("MemberImportVisibility"),
    .unsafeFlags(["-sanitize=fuzzer", "-enable-testing"]),
]

/// Inner loops, which read nothing of strangers; as in the program.
let unchecked: [SwiftSetting] = [
    .enableUpcomingFeature("MemberImportVisibility"), .unsafeFlags(["-Ounchecked"]),
]

/// The kernels of one instruction set; see the program's manifest.
func kernels(_ name: String, defines: [String], flags: [String]) -> Target {
    #if arch(x86_64)
        let machine = flags.flatMap { ["-Xcc", $0] }
    #else
        let machine: [String] = []
    #endif
    return .target(
        name: name, dependencies: ["CInstructions", "KernelInterface"],
        swiftSettings: unchecked + defines.map { .define($0) } + [.unsafeFlags(machine)])
}

let package = Package(
    name: "fuzz",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0")
    ],
    targets: [
        // Links to the program's sources.
        .target(name: "Values", swiftSettings: fuzzed),
        .systemLibrary(
            name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"]), .brew(["libyaml"])]),
        .target(name: "Recipes", dependencies: ["CYAML", "Values"], swiftSettings: fuzzed),
        .target(
            name: "Engine", dependencies: ["Values", .product(name: "Crypto", package: "swift-crypto")],
            swiftSettings: fuzzed),

        .target(
            name: "Artifacts",
            dependencies: ["Values", "Engine", .product(name: "Crypto", package: "swift-crypto")],
            swiftSettings: fuzzed),

        .target(name: "CInstructions"),
        .target(name: "KernelInterface", swiftSettings: unchecked),
        kernels("KernelsBaseline", defines: ["VECTOR_4"], flags: []),
        kernels("KernelsAVX2", defines: ["VECTOR_8", "FMA"], flags: ["-mavx2", "-mfma", "-mf16c"]),
        kernels(
            "KernelsAVX512", defines: ["VECTOR_16", "FMA"],
            flags: ["-mavx512f", "-mavx512vl", "-mavx512dq", "-mavx512bw", "-mfma", "-mf16c"]),
        kernels(
            "KernelsAVX512BF16", defines: ["VECTOR_16", "FMA", "BF16"],
            flags: [
                "-mavx512f", "-mavx512vl", "-mavx512dq", "-mavx512bw", "-mfma", "-mf16c", "-mavx512bf16",
            ]),
        .target(
            name: "Kernels",
            dependencies: [
                "CInstructions", "KernelInterface", "KernelsBaseline", "KernelsAVX2", "KernelsAVX512",
                "KernelsAVX512BF16",
            ],
            swiftSettings: unchecked),
        .target(name: "Tensors", dependencies: ["Kernels"], swiftSettings: fuzzed),
        .target(name: "Layers", dependencies: ["Tensors"], swiftSettings: fuzzed),
        .target(name: "Hub", dependencies: ["Values"], swiftSettings: fuzzed),
        .target(
            name: "Checkpoints", dependencies: ["Values", "Hub", "Tensors", "Layers"], swiftSettings: fuzzed),

        .systemLibrary(name: "CFuzzer"),
        .executableTarget(
            name: "fuzz",
            dependencies: [
                "CFuzzer", "Values", "Recipes", "Engine", "Artifacts", "Hub", "Checkpoints", "Tensors",
            ],
            swiftSettings: fuzzed,
            linkerSettings: [.unsafeFlags(["-sanitize=fuzzer"])]),
    ]
)
