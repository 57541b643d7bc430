/// All captions of a split, and ways to draw from them.
public struct PromptSet: Sendable {
    public let split: Split

    /// Captions by kind, in a fixed order.
    private let byKind: [SceneKind: [Caption]]

    public init(_ split: Split) {
        self.split = split
        var byKind: [SceneKind: [Caption]] = [:]
        for kind in SceneKind.allCases {
            byKind[kind] = Self.scenes(of: kind).filter { Split($0) == split }.map(Caption.init)
        }
        self.byKind = byKind
    }

    public static let train = PromptSet(.train)
    public static let validation = PromptSet(.validation)
    public static let test = PromptSet(.test)

    /// The set of a split, made once.
    public static func of(_ split: Split) -> PromptSet {
        switch split {
        case .train: train
        case .validation: validation
        case .test: test
        }
    }

    /// Every caption of a kind. Both ways to tell a relation are in it.
    public func captions(of kind: SceneKind) -> [Caption] { byKind[kind] ?? [] }

    /// Every caption of the split.
    public var captions: [Caption] { SceneKind.allCases.flatMap(captions(of:)) }

    /// One caption, independent of all others; for training.
    public func draw(
        _ distribution: PromptDistribution = .training, using generator: inout some RandomNumberGenerator
    ) -> Caption {
        generator.element(of: captions(of: distribution.kind(using: &generator)))
    }

    /// Captions for an evaluation, in mixed order.
    ///
    /// They are distinct as long as the split has so many. A kind that has fewer than its part gives all it
    /// has, and the other kinds fill up. Beyond the size of the split captions repeat, each about equally
    /// often.
    public func sample(count: Int, distribution: PromptDistribution = .evaluation, seed: UInt64) -> [Caption]
    {
        guard count > 0 else { return [] }
        var generator = SplitMix64(seed: seed)
        var result: [Caption] = []
        while result.count < count {
            var round: [Caption] = []
            for (kind, part) in parts(of: count - result.count, distribution) {
                var captions = captions(of: kind)
                generator.shuffle(&captions)
                round += captions.prefix(part)
            }
            generator.shuffle(&round)
            result += round
        }
        return result
    }

    /// `PromptSet.of(split).sample(...)`.
    public static func sample(
        count: Int, split: Split, distribution: PromptDistribution = .evaluation, seed: UInt64
    ) -> [Caption] {
        of(split).sample(count: count, distribution: distribution, seed: seed)
    }

    /// How many captions of each kind make `count`, none above what the split has.
    private func parts(of count: Int, _ distribution: PromptDistribution) -> [(SceneKind, Int)] {
        let kinds = SceneKind.allCases.filter { distribution[$0] > 0 }
        var parts = kinds.map { ($0, 0) }
        let available = kinds.map { captions(of: $0).count }
        // One at a time to the kind that is furthest behind its share and still has captions.
        for _ in 0..<min(count, available.reduce(0, +)) {
            let open = parts.indices.filter { parts[$0].1 < available[$0] }
            let next = open.min { left, right in
                Double(parts[left].1 + 1) / distribution[kinds[left]]
                    < Double(parts[right].1 + 1) / distribution[kinds[right]]
            }
            parts[next!].1 += 1
        }
        return parts
    }

    private static func scenes(of kind: SceneKind) -> [SceneDescription] {
        let grounds = Ground.allCases
        switch kind {
        case .single:
            return SceneObject.all.flatMap { object in grounds.map { .single(object, on: $0) } }
        case .relation:
            return SceneObject.all.flatMap { first in
                SceneObject.all.filter { $0 != first }.flatMap { second in
                    Relation.allCases.flatMap { relation in
                        grounds.map { .relation(first, relation, second, on: $0) }
                    }
                }
            }
        case .count:
            return SceneObject.all.flatMap { object in
                ObjectCount.allCases.flatMap { count in grounds.map { .count(count, object, on: $0) } }
            }
        }
    }
}
