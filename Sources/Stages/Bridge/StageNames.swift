import Recipes

/// Finds stages by the names that a person writes.
public struct StageNames: Sendable {
    /// In the order of the graph.
    public let all: [String]

    public init(_ names: [String]) { all = names }

    /// The stages of a name: one, or all expansions of a matrix (`hyper` for `hyper[rank=8]` and `hyper[rank=16]`).
    /// - Throws: `UnknownStageName`.
    public func find(_ name: String) throws -> [String] {
        if all.contains(name) { return [name] }
        let expansions = all.filter { $0.hasPrefix(name + "[") }
        guard expansions.isEmpty else { return expansions }
        throw UnknownStageName(
            name: name, suggestion: NearName.closest(to: name, among: all + families), known: all)
    }

    /// - Throws: `UnknownStageName`, also for the name of a matrix with several expansions.
    public func findOne(_ name: String) throws -> String {
        let found = try find(name)
        guard found.count == 1 else { throw UnknownStageName(name: name, expansions: found, known: all) }
        return found[0]
    }

    /// What stands before the brackets of expansions, each once.
    private var families: [String] {
        var seen: Set<String> = []
        return all.compactMap { name in
            guard let bracket = name.firstIndex(of: "[") else { return nil }
            let family = String(name[..<bracket])
            return seen.insert(family).inserted ? family : nil
        }
    }
}

/// A stage that the recipe does not have.
public struct UnknownStageName: Error, Sendable, Equatable, CustomStringConvertible {
    public var name: String
    /// The name that was meant, perhaps.
    public var suggestion: String?
    /// Where one stage is asked for and the name stands for several.
    public var expansions: [String] = []
    public var known: [String]

    private static let named = 12

    public var description: String {
        if !expansions.isEmpty {
            return "\(name) stands for \(expansions.count) stages; name one of them: " + Self.list(expansions)
        }
        if let suggestion { return "there is no stage \"\(name)\"; did you mean \"\(suggestion)\"?" }
        return "there is no stage \"\(name)\"; the stages are " + Self.list(known)
    }

    private static func list(_ names: [String]) -> String {
        let shown = names.prefix(named).joined(separator: ", ")
        return names.count > named ? "\(shown) and \(names.count - named) more" : shown
    }
}
