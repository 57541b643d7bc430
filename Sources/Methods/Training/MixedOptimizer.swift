import Layers
import Tensors

/// Muon for the inner matrices and convolutions, AdamW for embeddings, gains, biases and the layers that touch
/// pixels or words.
struct MixedOptimizer {
    private var muon: Muon
    private var adamW: AdamW

    /// - Parameter outer: prefixes of layers that AdamW takes whatever their role.
    init(_ parameters: [Parameter], outer: [String]) {
        func isInner(_ parameter: Parameter) -> Bool {
            (parameter.role == .matrix || parameter.role == .convolution)
                && !outer.contains { parameter.name.hasPrefix($0) }
        }
        muon = Muon(parameters.filter(isInner))
        adamW = AdamW(parameters.filter { !isInner($0) }, beta1: 0.9, beta2: 0.98, weightDecay: 0)
    }

    mutating func step(gradients: Gradients, muonRate: Float, adamRate: Float) {
        muon.step(gradients: gradients, learningRate: muonRate)
        adamW.step(gradients: gradients, learningRate: adamRate)
    }

    var state: [String: Tensor] { TrainingState.joined(["muon": muon.state, "adamw": adamW.state]) }

    mutating func restore(_ state: TrainingState) {
        muon.restore(state.part("muon"))
        adamW.restore(state.part("adamw"))
    }
}
