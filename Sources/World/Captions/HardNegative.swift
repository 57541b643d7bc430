/// In which respect a wrong caption differs from the right one.
public enum HardNegative: String, CaseIterable, Sendable, Codable {
    /// One object has another colour.
    case colour
    /// One object has another shape.
    case shape
    /// Another ground.
    case ground
    /// Another relation; another count; one object become several.
    case relationOrCount
    /// The objects, or their colours, exchanged; where there is one kind of object, another colour and shape.
    case swap
}

extension Caption {
    /// A caption that is close to this one and wrong of every picture of which this one is right.
    public func hardNegative(_ kind: HardNegative, using generator: inout some RandomNumberGenerator)
        -> Caption
    {
        switch kind {
        case .colour: changingObject(using: &generator) { $0.changingColour(using: &$1) }
        case .shape: changingObject(using: &generator) { $0.changingShape(using: &$1) }
        case .ground: Caption(changingGround(using: &generator))
        case .relationOrCount: Caption(changingRelationOrCount(using: &generator))
        case .swap: Caption(swapping(using: &generator))
        }
    }

    /// One wrong caption of each kind, in the order of `HardNegative.allCases`.
    public func hardNegatives(using generator: inout some RandomNumberGenerator) -> [Caption] {
        HardNegative.allCases.map { hardNegative($0, using: &generator) }
    }

    private func changingObject<Generator: RandomNumberGenerator>(
        using generator: inout Generator, _ change: (SceneObject, inout Generator) -> SceneObject
    ) -> Caption {
        switch scene {
        case .single(let object, let ground):
            return Caption(.single(change(object, &generator), on: ground))
        case .count(let count, let object, let ground):
            return Caption(.count(count, change(object, &generator), on: ground))
        case .relation(let first, let relation, let second, let ground):
            // Repeat the few draws that would make both objects the same.
            while true {
                let changesFirst = generator.index(below: 2) == 0
                let left = changesFirst ? change(first, &generator) : first
                let right = changesFirst ? second : change(second, &generator)
                if left != right { return Caption(.relation(left, relation, right, on: ground)) }
            }
        }
    }

    private func changingGround(using generator: inout some RandomNumberGenerator) -> SceneDescription {
        let other = generator.other(than: scene.ground)
        return switch scene {
        case .single(let object, _): .single(object, on: other)
        case .relation(let first, let relation, let second, _): .relation(first, relation, second, on: other)
        case .count(let count, let object, _): .count(count, object, on: other)
        }
    }

    private func changingRelationOrCount(using generator: inout some RandomNumberGenerator)
        -> SceneDescription
    {
        switch scene {
        case .single(let object, let ground):
            return .count(generator.element(of: ObjectCount.allCases), object, on: ground)
        case .relation(let first, let relation, let second, let ground):
            return .relation(first, generator.other(than: relation), second, on: ground)
        case .count(let count, let object, let ground):
            let toSingle = generator.index(below: 2) == 0
            return toSingle
                ? .single(object, on: ground) : .count(count == .two ? .three : .two, object, on: ground)
        }
    }

    private func swapping(using generator: inout some RandomNumberGenerator) -> SceneDescription {
        switch scene {
        case .single(let object, let ground):
            return .single(object.changingBoth(using: &generator), on: ground)
        case .count(let count, let object, let ground):
            return .count(count, object.changingBoth(using: &generator), on: ground)
        case .relation(let first, let relation, let second, let ground):
            guard first.colour != second.colour, generator.index(below: 2) == 0 else {
                return .relation(second, relation, first, on: ground)
            }
            return .relation(
                SceneObject(second.colour, first.shape), relation, SceneObject(first.colour, second.shape),
                on: ground)
        }
    }
}

extension SceneObject {
    fileprivate func changingColour(using generator: inout some RandomNumberGenerator) -> SceneObject {
        SceneObject(generator.other(than: colour), shape)
    }

    fileprivate func changingShape(using generator: inout some RandomNumberGenerator) -> SceneObject {
        SceneObject(colour, generator.other(than: shape))
    }

    fileprivate func changingBoth(using generator: inout some RandomNumberGenerator) -> SceneObject {
        SceneObject(generator.other(than: colour), generator.other(than: shape))
    }
}
