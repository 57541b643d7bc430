import Foundation
import Values

/// The canonical form of a recipe in JSON: keys in the order of the documentation, two spaces for each level, lists of
/// plain values on one line where they fit.
///
/// What means something stays in its order: stages, params and the axes of a matrix.
public struct RecipeFormatter {
    /// What came of formatting a file.
    public enum Outcome: Sendable, Equatable {
        case unchanged
        case changed(text: String)
        /// YAML has comments, and a layout that its author chose; both would be lost, so it is only read.
        case leftAlone
    }

    private static let recipeKeys = TopLevelKeysRule.keys
    private static let stageKeys = ["description", "uses", "needs", "matrix", "with"]

    private let catalogue: StageCatalogue

    public init(catalogue: StageCatalogue) { self.catalogue = catalogue }

    /// The canonical form of a file.
    public func format(path: String) -> Result<Outcome, RecipeProblems> {
        do {
            return .success(try format(RecipeReader.load(path: path)))
        } catch {
            return .failure(RecipeProblems([error.diagnostic]))
        }
    }

    func format(_ source: SourceText) throws(RecipeDiagnostic.Failure) -> Outcome {
        let root = try RecipeReader.parse(source)
        guard root.objectValue != nil else {
            throw .init(.notAnObject(what: "a recipe", found: root.words), at: root.range)
        }
        guard (source.name as NSString).pathExtension.lowercased() == "json" else { return .leftAlone }
        let text = text(of: root)
        return Array(text.utf8) == source.bytes ? .unchanged : .changed(text: text)
    }

    /// The canonical JSON of a recipe's tree.
    public func text(of root: SourceNode) -> String {
        var writer = RecipeTextWriter()
        writer.write(ordered(recipe: root))
        return writer.text + "\n"
    }

    private func ordered(recipe: SourceNode) -> SourceNode {
        Self.ordered(recipe, Self.recipeKeys) { key, value in
            key == "stages" ? Self.ordered(value, []) { _, stage in ordered(stage: stage) } : value
        }
    }

    private func ordered(stage: SourceNode) -> SourceNode {
        let kind = stage.objectValue?["uses"]?.stringValue.flatMap { catalogue[$0] }
        return Self.ordered(stage, Self.stageKeys) { key, value in
            // Of a stage that changes one of another recipe the kind is not known here.
            guard key == "with", let kind else { return value }
            return Self.ordered(value, kind.parameters.map(\.name)) { _, value in value }
        }
    }

    /// The members with these keys first, in this order, and the others after them as they were.
    private static func ordered(
        _ node: SourceNode, _ keys: [String], _ change: (String, SourceNode) -> SourceNode
    ) -> SourceNode {
        guard let object = node.objectValue else { return node }
        let first = keys.compactMap { object.member($0) }
        let known = Set(keys)
        var result = SourceObject()
        for member in first + object.members.filter({ !known.contains($0.key) }) {
            result.set(member.key, at: member.keyRange, to: change(member.key, member.value))
        }
        return SourceNode(.object(result), at: node.range)
    }
}
