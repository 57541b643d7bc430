import Recipes
import Values

extension RecipeProblems {
    /// For editors and scripts: what and where, in the order of the text.
    var json: JSONValue {
        .array(
            diagnostics.map { diagnostic in
                var fields: [String: JSONValue] = ["message": .string(diagnostic.problem.message)]
                if let range = diagnostic.range { fields.merge(Self.place(range)) { $1 } }
                if !diagnostic.notes.isEmpty {
                    fields["notes"] = .array(
                        diagnostic.notes.map { note in
                            .object(Self.place(note.range).merging(["message": .string(note.message)]) { $1 })
                        })
                }
                return .object(fields)
            })
    }

    private static func place(_ range: SourceRange) -> [String: JSONValue] {
        let start = range.start
        return [
            "file": .string(range.source.name), "line": .integer(Int64(start.line)),
            "column": .integer(Int64(start.column)),
        ]
    }
}
