/// The kinds of stages that a recipe may use.
public struct StageCatalogue: Sendable, Hashable {
    /// In the order given, which is the order of listings.
    public let kinds: [StageKindDescription]
    private let positions: [String: Int]

    /// Of two kinds with one name the first counts; `StageCatalogue.faults` reports the other.
    public init(_ kinds: [StageKindDescription]) {
        self.kinds = kinds
        positions = Dictionary(
            kinds.enumerated().map { ($0.element.name, $0.offset) }, uniquingKeysWith: { first, _ in first })
    }

    public subscript(name: String) -> StageKindDescription? {
        positions[name].map { kinds[$0] }
    }

    /// The kind that someone who wrote this name may have meant.
    public func suggestion(for name: String) -> String? {
        NearName.closest(to: name, among: kinds.map(\.name))
    }
}
