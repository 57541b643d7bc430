import ArgumentParser
import Foundation
import Kernels
import Replay

/// Rewards that were computed before, and what a call costs.
struct MatrixOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Clean rewards: a folder of YAML files, one for each step (*_s00.yaml ...), or a safetensors file; once for each reward.",
            valueName: "path"))
    var base: [String] = []

    @Option(
        name: .customLong("noise-aware"),
        help: ArgumentHelp(
            "Noise-aware rewards, as --base; steps that a folder lacks come from the base.", valueName: "path"
        ))
    var noiseAware: [String] = []

    @Option(
        help: ArgumentHelp(
            "Name of each reward, or of tensors in the file; imr and hps are reported as their authors do.",
            valueName: "imr|pic|hps|name"))
    var reward: [String] = []

    @Option(help: ArgumentHelp("Cost of one denoiser call.", valueName: "cost"))
    var denoiserCost = 9.9

    @Option(help: ArgumentHelp("Cost of one score.", valueName: "cost"))
    var verifierCost = 1.2

    func validate() throws {
        guard !base.isEmpty else { throw ValidationError("Give the clean rewards by --base.") }
    }

    /// Reads the files. - Throws: `CommandFailure` with the exit code of bad input.
    func rewards() throws -> RewardSet {
        do { return try RewardSet(bases: base, noiseAware: noiseAware, names: reward) } catch {
            throw CommandFailure.failed(error, status: .badInput)
        }
    }

    func costs() throws -> ReplayCosts {
        do { return try ReplayCosts(denoiser: denoiserCost, verifier: verifierCost) } catch {
            throw CommandFailure.failed(error, status: .badInput)
        }
    }
}
