import Values

/// The stages that references can name.
struct StageTable {
    struct Entry {
        let name: String
        /// Nil for an unknown kind.
        let kind: StageKindDescription?
        /// Empty without a matrix.
        let axes: [MatrixAxis]
        let instances: [StageInstance]
        /// Whether its matrix could not be read.
        let isBroken: Bool
    }

    private let names: [String]
    private let entries: [String: Entry]

    init(_ entries: [Entry]) {
        names = entries.map(\.name)
        self.entries = Dictionary(entries.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    subscript(name: String) -> Entry? { entries[name] }

    func suggestion(for name: String) -> String? {
        NearName.closest(to: name, among: names)
    }
}
