import Artifacts
import Engine
import Values

/// What was packed, for a person and for a script.
struct BundleText {
    let path: String
    let bytes: Int64
    let contents: ArtifactContents
    /// Of the manifest.
    let digest: Digest
    /// The identifier of the key that signed it.
    let signer: String?

    var lines: [StyledLine] {
        let packed = contents.results.filter { $0.objects != nil }.count
        let all = contents.config.stages.count
        let results =
            contents.config.results == .none
            ? "no results" : "the results of \(packed) of \(QuantityText.count(all, "stage"))"
        var lines = [
            StyledLine(path, .bold).appending(
                ": \(QuantityText.count(contents.files.count, "file")), \(results), \(QuantityText.bytes(bytes))"
            ),
            StyledLine("sha256:\(digest.hexadecimal)", .dim),
        ]
        if let signer { lines.append(StyledLine("signed by key \(signer.prefix(12))", .dim)) }
        if !missing.isEmpty, contents.config.results != .none {
            lines.append(
                StyledLine("no result yet: ", .yellow).appending(
                    missing.joined(separator: ", ") + "; run the recipe first to take all of them along"))
        }
        for file in contents.config.omitted {
            lines.append(
                StyledLine("left out: ", .yellow).appending(
                    "\(file.path) (\(QuantityText.bytes(file.size))); --inputs-up-to takes it along"))
        }
        if contents.run == nil, missing.isEmpty {
            lines.append(StyledLine("no run record: no run had just these results", .dim))
        }
        return lines
    }

    var json: JSONValue {
        [
            "file": .string(path), "bytes": .integer(bytes),
            "digest": .string("sha256:" + digest.hexadecimal),
            "name": .string(contents.config.name), "results": .string(contents.config.results.rawValue),
            "files": .array(contents.files.map(\.path).sorted().map { .string($0) }),
            "stages": .array(contents.results.map { .string($0.stage) }),
            "missing": .array(missing.map { .string($0) }),
            "omitted": .array(contents.config.omitted.map { .string($0.path) }),
            "run": contents.run.map { .string($0.id.text) } ?? .null,
            "signed_by": signer.map { .string($0) } ?? .null,
        ]
    }

    /// Stages that have no result.
    private var missing: [String] {
        let there = Set(contents.resolved.stages.filter { !$0.outputs.isEmpty }.map(\.name))
        return contents.config.stages.map(\.name).filter { !there.contains($0) }
    }
}
