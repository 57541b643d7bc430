import Artifacts
import Engine
import Values

/// What came of taking an artifact apart, for a person and for a script.
struct UnpackedText {
    let unpacked: Unpacked
    /// Of the manifest.
    let digest: Digest
    /// As the person named it.
    let cache: String?
    /// The identifier of the key whose signature was demanded.
    let signer: String?
    /// The folder in which the results are shown; nil where a run is to show them.
    let shownAt: String?

    var lines: [StyledLine] {
        let all = unpacked.config.stages.count
        var parts = [QuantityText.count(unpacked.written, "file") + " written"]
        if unpacked.standing > 0 { parts.append("\(unpacked.standing) there already") }
        parts.append("\(unpacked.results.count) of \(all) results in the cache")
        var lines = [
            StyledLine(unpacked.config.name, .bold).appending(": " + parts.joined(separator: ", ")),
            StyledLine("sha256:\(digest.hexadecimal)", .dim),
        ]
        if let signer { lines.append(StyledLine("signed by key \(signer.prefix(12))", .green)) }
        if !unpacked.differing.isEmpty {
            lines.append(
                StyledLine("kept: ", .yellow).appending(
                    "your cache has other bytes for \(unpacked.differing.joined(separator: ", ")), from the same "
                        + "inputs; they stay"))
        }
        if !unpacked.incomplete.isEmpty {
            lines.append(
                StyledLine("without content: ", .dim).appending(unpacked.incomplete.joined(separator: ", ")))
        }
        if let shownAt { lines.append(StyledLine("shown in ").appending(ShownPath.text(shownAt), .cyan)) }
        for file in unpacked.config.omitted {
            lines.append(
                StyledLine("missing: ", .yellow).appending(
                    "\(file.path) (\(QuantityText.bytes(file.size)), sha256 \(file.digest.short)); ask for it, and "
                        + "put it there"))
        }
        lines.append(StyledLine("next: ").appending(command, .cyan))
        return lines
    }

    var json: JSONValue {
        func list(_ texts: [String]) -> JSONValue { .array(texts.map { .string($0) }) }
        return [
            "recipe": .string(unpacked.recipe), "name": .string(unpacked.config.name),
            "digest": .string("sha256:" + digest.hexadecimal), "overrides": list(unpacked.config.overrides),
            "written": .integer(Int64(unpacked.written)), "standing": .integer(Int64(unpacked.standing)),
            "objects": .integer(Int64(unpacked.objects)), "stages": list(unpacked.results),
            "differing": list(unpacked.differing), "incomplete": list(unpacked.incomplete),
            "omitted": list(unpacked.config.omitted.map(\.path)),
            "shown": shownAt.map { .string($0) } ?? .null, "signed_by": signer.map { .string($0) } ?? .null,
        ]
    }

    /// What gives the results that came along.
    private var command: String {
        let overrides = unpacked.config.overrides.map { " --set " + Self.quoted($0) }.joined()
        let cache = cache.map { " --cache " + Self.quoted($0) } ?? ""
        return "tweed run " + Self.quoted(ShownPath.text(unpacked.recipe)) + overrides + cache
    }

    /// Fit for a shell.
    private static func quoted(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy {
            (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0)
                || "-_./=,:@+".utf8.contains($0)
        }
        return isPlain && !text.isEmpty ? text : "'" + text.replacing("'", with: "'\\''") + "'"
    }
}
