import Kernels

/// Forms of one weight that were made once, on first use, each for one set of kernels.
struct PackedForms {
    private struct Key: Hashable {
        let kernels: String
        let isForGradient: Bool
    }

    private var winograd: [Key: Compute.WinogradWeight] = [:]

    /// Bytes of all forms.
    var bytes: Int { winograd.values.reduce(0) { $0 + $1.byteCount } }

    /// The weight of a convolution in Winograd's form.
    mutating func winograd(
        _ compute: Compute, _ weight: Compute.Weight, shape: Shape, use: Compute.WinogradWeight.Use
    ) -> Compute.WinogradWeight {
        let key = Key(kernels: compute.kernels.name, isForGradient: use == .inputGradient)
        if let made = winograd[key] { return made }
        let made = Compute.WinogradWeight(
            compute, weight, inputChannels: shape[3], outputChannels: shape[0], use: use)
        winograd[key] = made
        return made
    }
}
