import Checkpoints
import Engine
import Foundation
import Layers
import Methods
import Models
import Tensors

/// A noise hypernetwork on disk: the low-rank terms in PEFT's layout, whose settings record the layer that gives its
/// term alone, and whether f's output is added to the noise.
enum HypernetworkFiles {
    private struct Settings: Codable {
        static let fileName = "hypernetwork.json"

        var residual: Bool
    }

    /// The layer that gives only its low-rank term: the last one of the U-Net.
    static let lastLayer = "conv_out"
    static let replacedLayers: Set<String> = [lastLayer]

    static func write(_ adapter: LowRankAdapter, isResidual: Bool = true, to folder: String) throws {
        try LowRankAdapterFile.write(adapter, to: folder)
        try writeJSON(Settings(residual: isResidual), to: "\(folder)/\(Settings.fileName)")
    }

    /// The hypernetwork over a generator, frozen. An adapter that another program trained has no record of the layer
    /// that gives its term alone: the last one is taken.
    static func read(
        _ artifact: Artifact, generator: Artifact, choices: GeneratorChoices
    ) throws -> NoiseHypernetwork {
        let base = try HypernetworkGenerator(generator, choices: choices)
        let settings =
            artifact.contains(Settings.fileName)
            ? try artifact.decode(Settings.self, from: Settings.fileName) : Settings(residual: true)
        let adapter = try adapter(artifact, for: base)
        return try base.hypernetwork(adapter: adapter, isResidual: settings.residual)
    }

    /// The terms of an adapter for a generator.
    ///
    /// - Parameter last: the layer that gives its term alone, where the adapter records none.
    static func adapter(
        _ artifact: Artifact, for base: HypernetworkGenerator, last: String = lastLayer
    ) throws -> LowRankAdapter {
        let file =
            artifact.isFolder
            ? try LowRankAdapterFile(artifact.tree(name: "hypernetwork"))
            : try LowRankAdapterFile(path: artifact.path(of: ""))
        let component = file.components.isEmpty ? nil : "unet"
        let replaced = file.replacedLayers.isEmpty ? [last] : file.replacedLayers
        let adapter = try file.adapter(for: base.shapes, component: component, replacing: replaced)
        for layer in replaced.sorted() where adapter.size(of: layer) == nil {
            throw AdaptationError.noLastTerm(layer)
        }
        return adapter
    }

    /// f over the weights of g: the same arrays, with low-rank terms added.
    static func build(
        adapter: LowRankAdapter, generator artifact: Artifact, choices: GeneratorChoices
    ) throws -> (network: NoiseHypernetwork, isOfWorld: Bool) {
        let base = try HypernetworkGenerator(artifact, choices: choices)
        return (try base.hypernetwork(adapter: adapter, isResidual: true), base.isOfWorld)
    }
}
