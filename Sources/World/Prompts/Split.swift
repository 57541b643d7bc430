/// The part of the world that a caption belongs to.
public enum Split: String, CaseIterable, Sendable, Codable {
    case train, validation, test

    /// The split of a combination of objects.
    public init(_ combination: Combination) { self = Split.table[combination]! }

    /// The split of a scene: that of its objects, whatever their order, relation and ground.
    public init(_ scene: SceneDescription) { self.init(Combination(scene)) }

    /// Within each group the combinations are ranked by hash: the first 80 % train, the next 10 % validate,
    /// the rest test. Ranking and not thresholding the hash, because single objects are so few that a
    /// threshold may leave a split without any.
    private static let table: [Combination: Split] = {
        var table: [Combination: Split] = [:]
        for group in Combination.groups {
            let ranked = group.sorted { $0.hash < $1.hash }
            let train = ranked.count * 8 / 10
            let validation = ranked.count * 9 / 10
            for (rank, combination) in ranked.enumerated() {
                table[combination] = rank < train ? .train : rank < validation ? .validation : .test
            }
        }
        return table
    }()
}
