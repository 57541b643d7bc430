import Models
import Tensors

/// A generator whose pictures of a caption are pushed away from one reference picture of the same caption by negative
/// token merging.
///
/// The paper takes another picture of the batch as reference. Here it is the picture of a caption's first noise,
/// whatever the batch: so a sample stays the same in any batch, and a search can be cut and resumed. The reference is
/// denoised when a caption is encoded, and what its attention said is kept with the caption; its cost is that of
/// encoding.
public struct DiversifiedGenerator: PictureGenerator {
    /// Noise of the reference pictures.
    public struct References {
        /// Of a caption: `[H, W, C]`.
        let noise: (_ prompt: String, _ shape: Shape) -> Tensor
        /// Fresh noise of a step that adds some.
        let stepNoise: (_ prompt: String, _ step: Int, _ shape: Shape) -> Tensor

        /// Those that searches and drawings with this seed give to the first picture of a caption.
        public init(seed: UInt64) {
            noise = { SearchPrompt(text: $0, seed: seed).noise(0, $1) }
            stepNoise = { SearchPrompt(text: $0, seed: seed).stepNoise(0, step: $1, $2) }
        }
    }

    private let base: any PictureGenerator
    private let merging: NegativeTokenMerging
    /// Sampler steps in which tokens are pushed.
    private let active: Range<Int>
    private let references: References

    /// - Parameters:
    ///   - start: the time from which tokens are pushed, 1 being noise and 0 the picture.
    ///   - end: the time down to which they are.
    public init(
        _ base: any PictureGenerator, merging: NegativeTokenMerging, from start: Double, to end: Double,
        references: References
    ) {
        (self.base, self.merging, self.references) = (base, merging, references)
        active = Self.steps(of: base.steps, from: start, to: end)
    }

    /// Steps whose time, `1 - index / steps`, lies within the interval.
    static func steps(of count: Int, from start: Double, to end: Double) -> Range<Int> {
        let inside = (0..<count).filter {
            let time = 1 - Double($0) / Double(count)
            return time <= start + 1e-9 && time >= end - 1e-9
        }
        guard let first = inside.first, let last = inside.last else { return 0..<0 }
        return first..<last + 1
    }

    public var stateShape: Shape { base.stateShape }
    public var pictureShape: Shape { base.pictureShape }
    public var steps: Int { base.steps }
    public var largestBatch: Int { base.largestBatch }
    public func start(_ noise: Tensor) -> Tensor { base.start(noise) }
    public func drawsNoise(at index: Int) -> Bool { base.drawsNoise(at: index) }
    public func pictures(of states: Tensor) -> Tensor { base.pictures(of: states) }

    public func advanced(
        _ state: Tensor, prediction: Tensor, index: Int, noise: Tensor?
    ) -> (state: Tensor, estimate: Tensor) {
        base.advanced(state, prediction: prediction, index: index, noise: noise)
    }

    public func encode(_ prompts: [String]) throws -> Conditioning {
        let plain = try base.encode(prompts)
        guard !active.isEmpty else { return plain }
        // Each caption once and by itself: what it becomes does not depend on the others.
        var places: [String: Int] = [:]
        var kept: [[String: Tensor]] = []
        for prompt in prompts where places[prompt] == nil {
            places[prompt] = kept.count
            kept.append(try Execution.withoutGradients { try reference(prompt) })
        }
        var encoded = plain
        for name in kept.first?.keys.sorted() ?? [] {
            encoded.tensors[name] = Tensor.concatenated(kept.map { $0[name]! }, axis: 0)
                .gathered(prompts.map { places[$0]! })
        }
        return encoded
    }

    /// What attention says of the reference picture, by step, layer and row: `[1, T, C]` each.
    private func reference(_ prompt: String) throws -> [String: Tensor] {
        let conditioning = try base.encode([prompt])
        var state = base.start(Tensor.stacked([references.noise(prompt, base.stateShape)]))
        var kept: [String: Tensor] = [:]
        for index in 0..<active.upperBound {
            let recorder = AttentionVisitor { layer, tokens in
                // Two rows where guidance asks with and without the caption.
                for row in 0..<tokens.shape[0] {
                    kept[Self.name(index, layer, row)] = tokens.sliced(axis: 0, row..<row + 1)
                }
                return tokens
            }
            func predict() -> Tensor { base.prediction(state, index: index, conditioning: conditioning) }
            let prediction = active.contains(index) ? recorder.visiting(predict) : predict()
            let noise =
                base.drawsNoise(at: index)
                ? Tensor.stacked([references.stepNoise(prompt, index, base.stateShape)]) : nil
            state = base.advanced(state, prediction: prediction, index: index, noise: noise).state
        }
        return kept
    }

    public func prediction(_ state: Tensor, index: Int, conditioning: Conditioning) -> Tensor {
        guard active.contains(index) else {
            return base.prediction(state, index: index, conditioning: conditioning)
        }
        let count = state.shape[0]
        let pusher = AttentionVisitor { layer, tokens in
            let rows = tokens.shape[0] / count
            let references = Tensor.concatenated(
                (0..<rows).map { conditioning.tensors[Self.name(index, layer, $0)]! }, axis: 0)
            return merging.pushed(tokens, from: references)
        }
        return pusher.visiting { base.prediction(state, index: index, conditioning: conditioning) }
    }

    private static func name(_ step: Int, _ layer: Int, _ row: Int) -> String {
        "reference.step-\(step).layer-\(layer).row-\(row)"
    }
}
