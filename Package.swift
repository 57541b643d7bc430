// swift-tools-version: 6.1
// The targets are the layers of docs/architecture.md, from the bottom up; each declares exactly what it may
// import, and imports point only up this file.

import PackageDescription

/// Every Swift target: language mode 6 comes with the tools version; upcoming features stay few.
let strict: [SwiftSetting] = [.enableUpcomingFeature("MemberImportVisibility")]

/// Numeric code runs at full speed in debug builds too, or the tests of everything above would crawl;
/// the flag comes after SwiftPM's `-Onone` and wins. Checks stay on.
let fast: [SwiftSetting] = strict + [.unsafeFlags(["-O"], .when(configuration: .debug))]

/// Inner loops over raw pointers, whose callers have checked the sizes.
let unchecked: [SwiftSetting] = strict + [.unsafeFlags(["-Ounchecked"])]

/// One source folder, compiled once per instruction set. Each target's folder is a link to `Sources/KernelSource`.
func kernels(_ name: String, defines: [String], flags: [String]) -> Target {
    #if arch(x86_64)
        let machine = flags.flatMap { ["-Xcc", $0] }
    #else
        let machine: [String] = []
    #endif
    return .target(
        name: name, dependencies: ["CInstructions", "KernelInterface"],
        swiftSettings: unchecked + defines.map { .define($0) }
            + [
                .unsafeFlags(machine),
                // Without it, debug builds do not inline from one file into another, and tests crawl.
                .unsafeFlags(
                    ["-wmo", "-num-threads", "2", "-disable-batch-mode"], .when(configuration: .debug)),
            ])
}

let package = Package(
    name: "tweed",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "tweed", targets: ["tweed"]),
        .executable(name: "tweed-remote", targets: ["tweed-remote"]),
        .executable(name: "KernelBenchmark", targets: ["KernelBenchmark"]),
        .executable(name: "BackendBenchmark", targets: ["BackendBenchmark"]),
        .executable(name: "Torture", targets: ["Torture"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
    ],
    targets: [
        // Values: JSON values with one canonical form, shared by recipes and engine.
        .target(name: "Values", swiftSettings: strict),

        // Kernels: loops over raw pointers, one source per instruction set, chosen at start-up.
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

        // Tensors: operations, gradients, random numbers, safetensors.
        .target(name: "Tensors", dependencies: ["Kernels"], swiftSettings: fast),
        .target(name: "Layers", dependencies: ["Tensors"], swiftSettings: fast),

        // The embedded world: scenes, captions, judge. No learning in it.
        .target(name: "World", swiftSettings: fast),

        // Hub: names, lists and the local cache of the Hugging Face hub. No network.
        .target(name: "Hub", dependencies: ["Values"], swiftSettings: strict),

        // Checkpoints: files that Python wrote, found, checked and mapped; adapters of them.
        .target(
            name: "Checkpoints", dependencies: ["Values", "Hub", "Tensors", "Layers"], swiftSettings: fast),
        .target(name: "Models", dependencies: ["Values", "Checkpoints", "Layers"], swiftSettings: fast),
        .target(name: "Methods", dependencies: ["Models", "World"], swiftSettings: fast),

        // Pictures and pages.
        .systemLibrary(
            name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"]), .brew(["libpng"])]),
        .target(name: "Images", dependencies: ["CPNG"], swiftSettings: fast),
        .target(name: "Reports", dependencies: ["Images"], swiftSettings: strict),

        // Recipes: text with positions to typed recipe.
        .systemLibrary(
            name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"]), .brew(["libyaml"])]),
        .target(name: "Recipes", dependencies: ["CYAML", "Values"], swiftSettings: strict),

        // Replay: pruned search on rewards that were computed before.
        .target(
            name: "Replay", dependencies: ["CYAML", "Kernels", "Tensors", "Methods"], swiftSettings: fast),

        // Engine: graph, scheduler, stores. Knows no stage.
        .target(
            name: "Engine", dependencies: ["Values", .product(name: "Crypto", package: "swift-crypto")],
            swiftSettings: strict),

        // Artifacts: a recipe with its inputs and results as one OCI artifact, in one file or on its way.
        .target(
            name: "Artifacts",
            dependencies: ["Values", "Engine", .product(name: "Crypto", package: "swift-crypto")],
            swiftSettings: strict),

        // Stages: the only bridge between recipes, engine and methods.
        .target(
            name: "Stages",
            dependencies: [
                "Values", "Recipes", "Engine", "Kernels", "Tensors", "Layers", "Hub", "Checkpoints", "Models",
                "World", "Methods", "Images", "Replay",
                "Reports",
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "tweed",
            dependencies: [
                "Values", "Recipes", "Engine", "Artifacts", "Hub", "Checkpoints", "Stages", "Kernels",
                "Methods",
                "Replay", "Reports", "Tensors",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict),
        // Sharing: registries. Apart from the program above, which builds and runs without a network library.
        .systemLibrary(
            name: "CCurl", providers: [.apt(["libcurl4-openssl-dev"]), .brew(["curl"])]),
        .target(
            name: "Sharing",
            dependencies: [
                "CCurl", "Values", "Hub", "Engine", "Artifacts",
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "tweed-remote",
            dependencies: [
                "Sharing", "Artifacts", "Hub", "Values",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "KernelBenchmark", dependencies: ["Kernels"], path: "Benchmarks/Kernels",
            swiftSettings: fast),
        .executableTarget(
            name: "BackendBenchmark",
            dependencies: ["CInstructions", "Kernels", "Tensors", "Layers", "Models", "Methods", "World"],
            path: "Benchmarks/Backend", swiftSettings: fast),

        // Kills runs and looks at what is left; make torture.
        .executableTarget(
            name: "Torture",
            dependencies: [
                "Values", "Engine", .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            path: "Tools/Torture", exclude: ["recipe.json"], swiftSettings: strict),

        .testTarget(name: "ValuesTests", dependencies: ["Values"]),
        .testTarget(name: "KernelsTests", dependencies: ["Kernels"]),
        .testTarget(name: "TensorsTests", dependencies: ["Tensors"]),
        .testTarget(
            name: "CheckpointsTests",
            dependencies: ["Checkpoints", "Hub", "Layers", "Models", "Tensors", "Values"]),
        .testTarget(name: "HubTests", dependencies: ["Hub"]),
        .testTarget(name: "LayersTests", dependencies: ["Layers"]),
        .testTarget(name: "WorldTests", dependencies: ["World"]),
        // Tiny models of the world, for the tests of several layers.
        .target(
            name: "TinyModels", dependencies: ["Models", "Layers", "Tensors", "World"],
            path: "Tests/TinyModels", swiftSettings: fast),
        .testTarget(
            name: "ModelsTests", dependencies: ["TinyModels", "Models", "Layers", "Tensors", "Kernels"]),
        .testTarget(
            name: "MethodsTests",
            dependencies: ["TinyModels", "Methods", "Models", "Layers", "Tensors", "Kernels", "World"]),
        .testTarget(name: "ImagesTests", dependencies: ["Images", "Reports"]),
        .testTarget(name: "RecipesTests", dependencies: ["Recipes", "Values"]),
        .testTarget(name: "ReplayTests", dependencies: ["Replay", "Methods", "Kernels", "Tensors"]),
        .testTarget(name: "EngineTests", dependencies: ["Engine", "Values"]),
        .testTarget(
            name: "SharingTests",
            dependencies: [
                "Sharing", "Artifacts", "Hub", "Engine", "Values",
                .product(name: "Crypto", package: "swift-crypto"),
            ]),
        .testTarget(name: "ArtifactsTests", dependencies: ["Artifacts", "Engine", "Values"]),
        .testTarget(
            name: "StagesTests",
            dependencies: [
                "TinyModels", "Stages", "Engine", "Recipes", "Values", "Methods", "Models", "Layers",
                "Tensors", "Kernels",
                "World", "Images", "Replay",
            ], exclude: ["Golden/golden-x86_64.json"]),
        .testTarget(
            name: "TweedTests",
            dependencies: [
                "tweed", "Artifacts", "Engine", "Hub", "Methods", "Recipes", "Replay", "Stages", "Values",
            ]),
    ]
)
