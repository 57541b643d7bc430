// swift-tools-version: 6.1
// Fuzzers of everything that reads what other people wrote. A package of its own: the sanitizer's flags must not
// reach the build of the program. `make fuzz` builds and runs it; docs/hostile-input.md says more.

import PackageDescription

/// Coverage for libFuzzer, and internal types for the targets. Checks stay on, so that a trap is a finding.
let fuzzed: [SwiftSetting] = [
    .enableUpcomingFeature("MemberImportVisibility"),
    .unsafeFlags(["-sanitize=fuzzer", "-enable-testing"]),
]

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

        .systemLibrary(name: "CFuzzer"),
        .executableTarget(
            name: "fuzz", dependencies: ["CFuzzer", "Values", "Recipes", "Engine"], swiftSettings: fuzzed,
            linkerSettings: [.unsafeFlags(["-sanitize=fuzzer"])]),
    ]
)
