import Methods
import Tensors

/// Which change a hypernetwork's user adds to a noise. All but the own one are controls.
enum HypernetworkShift: String, CaseIterable {
    /// That of the noise itself.
    case own
    /// One for all: the mean change over many noises and captions.
    case constant
    /// That of another noise of the same caption.
    case other
}

/// The change of noises by a hypernetwork, or by one of its controls.
struct NoiseImprovement {
    private let network: NoiseHypernetwork
    private let shift: HypernetworkShift
    /// `[1, H, W, C]`; nil unless the shift is constant.
    private let constant: Tensor?

    /// Noises behind a constant shift.
    private static let constantCount = 64

    /// - Parameter prompts: captions of the noises behind a constant shift.
    init(_ network: NoiseHypernetwork, shift: HypernetworkShift, prompts: Prompts, seed: UInt64) throws {
        self.network = network
        self.shift = shift
        guard shift == .constant else {
            constant = nil
            return
        }
        let searches = prompts.searchPrompts(seed: seed)
        let perBatch = min(Self.constantCount, network.largestBatch)
        var sum: Tensor?
        for start in stride(from: 0, to: Self.constantCount, by: perBatch) {
            let numbers = start..<min(start + perBatch, Self.constantCount)
            let noise = Tensor.stacked(
                numbers.map { number in
                    let (round, place) = number.quotientAndRemainder(dividingBy: prompts.count)
                    return searches[place].noise(DrawingNoise.firstOther + round, network.stateShape)
                })
            let part = try Execution.withoutGradients {
                try network.change(noise, prompts: numbers.map { prompts.texts[$0 % prompts.count] })
                    .sum(axes: [0])
            }
            sum = sum.map { $0 + part } ?? part
        }
        constant = sum.map { $0 * (1 / Float(Self.constantCount)) }
    }

    /// What to add to the noises, `[B, H, W, C]` or `[1, H, W, C]`.
    ///
    /// - Parameter other: other noises of the same prompts.
    func change(_ noise: Tensor, other: @autoclosure () -> Tensor, prompts: [String]) throws -> Tensor {
        switch shift {
        case .own: try network.change(noise, prompts: prompts)
        case .other: try network.change(other(), prompts: prompts)
        case .constant: constant ?? noise * 0
        }
    }
}
