import Foundation
import Values

/// The name of a recipe is fit for a folder.
enum RecipeNameRule: DocumentRule {
    static func check(_ document: RecipeDocument, _ problems: inout DiagnosticCollector) {
        guard let node = document.object["name"] else {
            // A name made from the file's name serves as well as that does.
            let name = name(of: document, path: document.root.range.source.name)
            if document.root.objectValue != nil, !StageNamesRule.isName(name) {
                problems.add(.badName(what: "a recipe", name: name), at: document.root.range)
            }
            return
        }
        guard let name = node.stringValue else {
            problems.add(.wrongShape(key: "name", expected: "a string", found: node.words), at: node.range)
            return
        }
        if !StageNamesRule.isName(name) {
            problems.add(.badName(what: "a recipe", name: name), at: node.range)
        }
    }

    /// The name given, otherwise the file's name with other characters as hyphens.
    static func name(of document: RecipeDocument, path: String) -> String {
        if let name = document.object["name"]?.stringValue { return name }
        let stem = ((path as NSString).lastPathComponent as NSString).deletingPathExtension
        return String(stem.map { StageNamesRule.isNameCharacter($0) ? $0 : "-" })
    }
}
