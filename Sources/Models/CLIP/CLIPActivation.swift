import Tensors

/// The activation between the two layers of CLIP's feed-forward parts (`hidden_act`).
public enum CLIPActivation: String, CaseIterable, Sendable {
    /// x · Φ(x), in models trained by open_clip.
    case gelu
    /// x · sigmoid(1.702 x), in OpenAI's models.
    case quickGelu = "quick_gelu"

    func callAsFunction(_ input: Tensor) -> Tensor {
        switch self {
        case .gelu: input.gelu
        case .quickGelu: input.quickGelu
        }
    }
}
