import Foundation
import Values

/// Reads a recipe together with all that it extends.
struct RecipeComposer {
    private static let maximumBases = 16

    let paths: RecipePaths

    /// - Returns: the merged tree; nil where a file cannot be read to its end, which is then reported.
    func compose(_ source: SourceText, _ problems: inout DiagnosticCollector) -> SourceNode? {
        compose(source, chain: [], &problems)
    }

    private func compose(
        _ source: SourceText, chain: [String], _ problems: inout DiagnosticCollector
    ) -> SourceNode? {
        let node: SourceNode
        do { node = try RecipeReader.parse(source) } catch {
            problems.add(error.diagnostic.problem, at: error.diagnostic.range, notes: error.diagnostic.notes)
            return nil
        }
        guard var object = node.objectValue, let reference = object["extends"] else { return node }
        object.remove("extends")
        let patch = SourceNode(.object(object), at: node.range)
        guard let text = reference.stringValue else {
            problems.add(
                .wrongShape(key: "extends", expected: "the path of a recipe", found: reference.words),
                at: reference.range)
            return patch
        }
        let identity = RecipePaths.folder(of: source.name) + "/" + (source.name as NSString).lastPathComponent
        let visited = chain + [identity]
        guard let base = load(text, at: reference.range, from: source, chain: visited, &problems) else {
            return nil
        }
        guard let merged = compose(base, chain: visited, &problems) else { return nil }
        return merged.withoutName.merged(with: patch)
    }

    private func load(
        _ text: String, at range: SourceRange, from source: SourceText, chain: [String],
        _ problems: inout DiagnosticCollector
    ) -> SourceText? {
        let found: Result<String, RecipeProblem>
        let base = RecipeBase(text)
        switch base {
        case .file(let text):
            found = paths.find(
                text, parameter: "extends", in: RecipePaths.folder(of: source.name), isNamedByPerson: false,
                expecting: .file)
        case .registry(let reference): found = paths.findBase(reference)
        case .unpinned(let text):
            found = .failure(.unpinnedBase(text, pinned: paths.bases.pinned(text)))
        }
        switch found {
        case .failure(let problem):
            problems.add(problem, at: range)
        case .success(let path) where chain.contains(path):
            let names = (chain.drop { $0 != path } + [path]).map { ($0 as NSString).lastPathComponent }
            problems.add(.extendsCircle(paths: names), at: range)
        case .success where chain.count > Self.maximumBases:
            problems.add(.extendsTooDeep(maximum: Self.maximumBases), at: range)
        case .success(let path):
            do {
                let loaded = try RecipeReader.load(path: path)
                if case .registry = base { return SourceText(name: path, bytes: loaded.bytes) }
                return SourceText(name: displayName(text, from: source.name), bytes: loaded.bytes)
            } catch {
                problems.add(error.diagnostic.problem, at: range)
            }
        }
        return nil
    }

    /// The path of a base in the style in which the person named the recipe.
    private func displayName(_ text: String, from name: String) -> String {
        let folder = (name as NSString).deletingLastPathComponent
        if folder.hasPrefix("/") { return RecipePaths.normalised(text, in: folder) }
        var parts: [Substring] = []
        for part in (folder + "/" + text).split(separator: "/") where part != "." {
            if part == "..", let last = parts.last, last != ".." {
                parts.removeLast()
            } else {
                parts.append(part)
            }
        }
        return parts.joined(separator: "/")
    }
}

extension SourceNode {
    /// A name is one recipe's own: two recipes of one name would write into one folder.
    fileprivate var withoutName: SourceNode {
        guard var object = objectValue else { return self }
        object.remove("name")
        return SourceNode(.object(object), at: range)
    }
}
