import Recipes

/// The kinds of stages that a run knows, found by name.
public struct StageRegistry: Sendable {
    /// What recipes are checked against.
    public let catalogue: StageCatalogue
    private let kinds: [String: any StageKind]

    /// Of two kinds with one name the first counts.
    public init(_ kinds: [any StageKind]) {
        // A description is made on demand, so each is asked for once.
        let described = kinds.map { ($0.description, $0) }
        catalogue = StageCatalogue(described.map(\.0))
        self.kinds = Dictionary(described.map { ($0.0.name, $0.1) }, uniquingKeysWith: { first, _ in first })
    }

    public subscript(name: String) -> (any StageKind)? { kinds[name] }
}
