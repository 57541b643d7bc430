import Foundation
import Values

/// Reads a recipe file in the format that its name tells.
enum RecipeReader {
    /// As in YAML. Records may be larger; a recipe of two thousand stages has not half as many values.
    private static let limits = JSONReader.Limits(
        maximumNodes: YAMLReader.Limits.standard.maximumNodes)

    /// - Parameter name: the path as messages show it; relative to the current folder unless absolute.
    static func load(path name: String) throws(RecipeDiagnostic.Failure) -> SourceText {
        let maximum = JSONReader.Limits.standard.maximumBytes
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: name, isDirectory: &isFolder) else {
            throw .init(.unreadable(path: name, reason: "there is no such file"))
        }
        // A pipe or a device could block or never end.
        let attributes = try? FileManager.default.attributesOfItem(
            atPath: URL(fileURLWithPath: name).resolvingSymlinksInPath().path)
        guard !isFolder.boolValue, attributes?[.type] as? FileAttributeType == .typeRegular else {
            throw .init(.unreadable(path: name, reason: "this is not a regular file"))
        }
        let size = (attributes?[.size] as? NSNumber)?.intValue ?? 0
        guard size <= maximum else {
            throw .init(.fileTooLarge(path: name, bytes: size, maximum: maximum))
        }
        do {
            return SourceText(name: name, bytes: Array(try Data(contentsOf: URL(fileURLWithPath: name))))
        } catch {
            throw .init(.unreadable(path: name, reason: "the file cannot be read: \(reason(error))"))
        }
    }

    static func parse(_ source: SourceText) throws(RecipeDiagnostic.Failure) -> SourceNode {
        switch (source.name as NSString).pathExtension.lowercased() {
        case "json":
            do { return try JSONReader.read(source, limits: limits) } catch {
                throw .init(.json(error), at: error.range, notes: notes(error))
            }
        case "yaml", "yml":
            do { return try YAMLReader.read(source) } catch {
                let notes = error.related.map { [RecipeDiagnostic.Note(reason: .firstStandsHere, range: $0)] }
                throw .init(.yaml(error), at: error.range, notes: notes ?? [])
            }
        default:
            throw .init(.unknownFormat(path: source.name))
        }
    }

    private static func notes(_ error: JSONSyntaxError) -> [RecipeDiagnostic.Note] {
        guard let related = error.related else { return [] }
        return [RecipeDiagnostic.Note(reason: .firstStandsHere, range: related)]
    }

    private static func reason(_ error: any Error) -> String {
        let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
        guard let underlying, underlying.domain == NSPOSIXErrorDomain else {
            return error.localizedDescription
        }
        return String(cString: strerror(Int32(underlying.code)))
    }
}

extension RecipeDiagnostic {
    /// A mistake after which a file cannot be read on.
    struct Failure: Error {
        let diagnostic: RecipeDiagnostic

        init(_ problem: RecipeProblem, at range: SourceRange? = nil, notes: [Note] = []) {
            diagnostic = RecipeDiagnostic(problem, at: range, notes: notes)
        }
    }
}
