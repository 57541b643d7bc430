import Foundation
import Recipes
import Values

/// Reads a file in the format that its name tells, and nothing more.
enum SyntaxCheck {
    static func check(path: String) -> Result<Void, RecipeProblems> {
        let maximum = JSONReader.Limits.standard.maximumBytes
        let bytes: Data
        do {
            let attributes = try FileManager.default.attributesOfItem(
                atPath: URL(fileURLWithPath: path).resolvingSymlinksInPath().path)
            // A pipe or a device could block or never end.
            guard attributes[.type] as? FileAttributeType == .typeRegular else {
                return failure(.unreadable(path: path, reason: "this is not a regular file"))
            }
            let size = (attributes[.size] as? NSNumber)?.intValue ?? 0
            guard size <= maximum else {
                return failure(.fileTooLarge(path: path, bytes: size, maximum: maximum))
            }
            bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        } catch {
            return failure(.unreadable(path: path, reason: "the file cannot be read"))
        }
        return check(SourceText(name: path, bytes: Array(bytes)))
    }

    private static func check(_ source: SourceText) -> Result<Void, RecipeProblems> {
        switch (source.name as NSString).pathExtension.lowercased() {
        case "json":
            do { _ = try JSONReader.read(source, duplicateKeys: .accepted) } catch {
                return failure(.json(error), at: error.range)
            }
        case "yaml", "yml":
            do { _ = try YAMLReader.read(source) } catch { return failure(.yaml(error), at: error.range) }
        default:
            return failure(.unknownFormat(path: source.name))
        }
        return .success(())
    }

    private static func failure(
        _ problem: RecipeProblem, at range: SourceRange? = nil
    ) -> Result<Void, RecipeProblems> {
        .failure(RecipeProblems([RecipeDiagnostic(problem, at: range)]))
    }
}
