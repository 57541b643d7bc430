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
    /// That of another noise of the next other caption in the list.
    case otherCaption = "other-caption"
}

/// Why a control cannot be drawn.
enum HypernetworkShiftError: Error, Equatable, CustomStringConvertible {
    case noOtherCaption(String)

    var description: String {
        switch self {
        case .noOtherCaption(let text):
            "\"hypernetwork_shift\" is \"other-caption\", and all of \"prompts\" are \"\(text)\"; expected at least two "
                + "different captions"
        }
    }
}

/// The change of noises by a hypernetwork, or by one of its controls.
struct NoiseImprovement {
    private let network: NoiseHypernetwork
    private let shift: HypernetworkShift
    /// `[1, H, W, C]`; nil unless the shift is constant.
    private let constant: Tensor?
    /// For each caption of the list the next one that differs; empty unless the shift is that of another caption.
    private let nextCaption: [String: String]

    /// Noises behind a constant shift.
    private static let constantCount = 64

    /// - Parameter prompts: captions of the noises behind a constant shift, and those that lend theirs to others.
    /// - Throws: `HypernetworkShiftError`, and where a caption cannot be read.
    init(_ network: NoiseHypernetwork, shift: HypernetworkShift, prompts: Prompts, seed: UInt64) throws {
        self.network = network
        self.shift = shift
        nextCaption = shift == .otherCaption ? try Self.nextCaptions(prompts.texts) : [:]
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

    private static func nextCaptions(_ texts: [String]) throws -> [String: String] {
        var seen: Set<String> = []
        let different = texts.filter { seen.insert($0).inserted }
        guard different.count != 1 else { throw HypernetworkShiftError.noOtherCaption(different[0]) }
        let turned = different.dropFirst() + different.prefix(1)
        return Dictionary(uniqueKeysWithValues: zip(different, turned))
    }

    /// What to add to the noises, `[B, H, W, C]` or `[1, H, W, C]`.
    ///
    /// - Parameter other: other noises of the same prompts.
    func change(_ noise: Tensor, other: @autoclosure () -> Tensor, prompts: [String]) throws -> Tensor {
        switch shift {
        case .own: try network.change(noise, prompts: prompts)
        case .other: try network.change(other(), prompts: prompts)
        case .otherCaption: try network.change(other(), prompts: prompts.map { nextCaption[$0] ?? $0 })
        case .constant: constant ?? noise * 0
        }
    }
}
