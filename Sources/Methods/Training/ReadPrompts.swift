import Models
import Tensors

/// Prompts as a frozen model reads them: each once, whatever number of steps asks for it.
final class ReadPrompts {
    private let prompts: [String]
    private let encode: ([String]) throws -> Conditioning
    private var known: [Int: Conditioning] = [:]
    /// Values that are kept.
    private var kept = 0

    /// What is read beyond this is forgotten again: 256 MiB.
    private static let maximumKept = 1 << 26

    init(_ prompts: [String], encode: @escaping ([String]) throws -> Conditioning) {
        self.prompts = prompts
        self.encode = encode
    }

    /// The prompts at these places of the list, in this order; a place may come more than once.
    func callAsFunction(_ places: [Int]) throws -> Conditioning {
        var rows: [Int: Conditioning] = [:]
        for place in places where rows[place] == nil {
            if let row = known[place] {
                rows[place] = row
                continue
            }
            let row = try Execution.withoutGradients { try encode([prompts[place]]) }
            rows[place] = row
            let size = row.tensors.values.reduce(row.tokens.reduce(0) { $0 + $1.count }) { $0 + $1.count }
            if kept + size <= Self.maximumKept {
                kept += size
                known[place] = row
            }
        }
        return Self.joined(places.map { rows[$0]! })
    }

    private static func joined(_ rows: [Conditioning]) -> Conditioning {
        guard let first = rows.first, rows.count > 1 else { return rows.first ?? Conditioning() }
        return Conditioning(
            tokens: rows.flatMap(\.tokens),
            tensors: Dictionary(
                uniqueKeysWithValues: first.tensors.keys.map { name in
                    (name, .concatenated(rows.map { $0.tensors[name]! }, axis: 0))
                }))
    }
}
