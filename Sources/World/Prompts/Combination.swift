/// Which objects a picture shows, without order: the unit by which captions are split.
///
/// One object; two different ones; or the same one two or three times. Relation and ground are no part of it,
/// so a model that is tested on a combination has not seen it with any of them.
public struct Combination: Hashable, Sendable {
    /// Indices in `SceneObject.all`, ascending.
    let members: [Int]

    public init(_ scene: SceneDescription) { members = scene.objects.map(\.index).sorted() }

    private init(members: [Int]) { self.members = members }

    /// All combinations: of one object, of two different ones, of two equal ones, of three equal ones.
    static let groups: [[Combination]] = {
        let objects = SceneObject.all.indices
        let pairs = objects.flatMap { first in
            objects.filter { $0 > first }.map { Combination(members: [first, $0]) }
        }
        let equal = [1, 2, 3].map { number in
            objects.map { Combination(members: Array(repeating: $0, count: number)) }
        }
        return [equal[0], pairs, equal[1], equal[2]]
    }()

    /// The first salt with which the few single and equal objects that are held out differ in colour and
    /// shape.
    private static let salt = 83

    /// FNV-1a of salt and members, then SplitMix64's finalizer. Fixed for good, or a model would be tested on
    /// what it was trained on.
    var hash: UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for member in [Self.salt] + members {
            hash = (hash ^ UInt64(member)) &* 0x100_0000_01B3
        }
        return SplitMix64.finalize(hash)
    }
}
