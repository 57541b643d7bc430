import Values

extension Plan: CustomStringConvertible {
    /// One line for each stage.
    public var description: String { text() }

    /// - Parameter configurationName: what the recipe calls a stage's parameters.
    public func text(configurationName: String = "with") -> String {
        let width = stages.map(\.name.count).max() ?? 0
        return stages.map { stage in
            let padding = String(repeating: " ", count: width - stage.name.count)
            return "\(stage.name)\(padding)  \(stage.decision.text(configurationName: configurationName))\n"
        }.joined()
    }
}

extension Plan.Decision {
    public func text(configurationName: String = "with") -> String {
        switch self {
        case .cached: "cached"
        case .fetch(let source): "comes from \(source)"
        case .run(let reasons):
            "run: " + reasons.map { $0.text(configurationName: configurationName) }.joined(separator: "; ")
        case .maybe(let upstream):
            upstream.count == 1
                ? "may be skipped if \(upstream[0]) comes out the same"
                : "may be skipped if \(upstream.dropLast().joined(separator: ", ")) and \(upstream.last ?? "") "
                    + "come out the same"
        case .impossible(let error): "cannot run: \(error)"
        }
    }
}

extension PlanReason: CustomStringConvertible {
    public var description: String { text() }

    public func text(configurationName: String = "with") -> String {
        switch self {
        case .neverRan: return "never ran"
        case .forced: return "asked for"
        case .kind(let old, let new): return "kind \(old) -> \(new)"
        case .revision(let old, let new): return "the program changed (revision \(old) -> \(new))"
        case .configuration(let path, let old, let new):
            let name = path.isEmpty ? configurationName : "\(configurationName).\(path)"
            return "\(name) \(Self.words(old)) -> \(Self.words(new))"
        case .inputAdded(let name): return "input \(name) added"
        case .inputRemoved(let name): return "input \(name) removed"
        case .input(let name, let changes):
            return changes.isEmpty
                ? "input \(name) changed" : "input \(name) changed (\(Self.words(changes)))"
        case .outputs(let old, let new):
            return "outputs \(old.joined(separator: ", ")) -> \(new.joined(separator: ", "))"
        case .resultMissing: return "its result is no longer whole in the cache"
        case .keyFormat: return "keys are made in another way now"
        case .goesOnFrom(let run): return "goes on from \(run)"
        case .unfinished(nil): return "did not finish last time"
        case .unfinished(let checkpoint?): return "did not finish last time, goes on from \(checkpoint)"
        }
    }

    private static let longestValue = 60
    private static let filesNamed = 3

    private static func words(_ value: JSONValue?) -> String {
        guard let value else { return "(none)" }
        let text =
            if case .string(let text) = value { text.isEmpty ? "\"\"" : text } else { value.canonicalText }
        return text.count <= longestValue ? text : text.prefix(longestValue - 3) + "..."
    }

    private static func words(_ changes: [FileChange]) -> String {
        let named = changes.prefix(filesNamed).map(\.description).joined(separator: ", ")
        let others = changes.count - filesNamed
        return others > 0 ? "\(named) and \(others) more" : named
    }
}

extension FileChange: CustomStringConvertible {
    public var description: String {
        switch kind {
        case .added: "\(path) added"
        case .removed: "\(path) removed"
        case .changed(let line): line.map { "\(path) line \($0)" } ?? path
        }
    }
}
