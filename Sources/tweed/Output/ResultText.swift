import Engine
import Foundation
import Values

/// One result in the cache, for a person and for a script.
struct ResultText {
    /// Of files of an output, so many are listed for a person.
    private static let filesListed = 20

    let explanation: StageExplanation
    let record: ActionRecord
    /// Of the outputs asked for.
    let files: [String: [Artifact.File]]
    /// Where the stage's results are shown; nil where they are not.
    let path: String?
    /// Seconds since 1970.
    let now: Double

    private var isOneFolder: Bool {
        record.outputs.count == 1 && record.outputs.first?.value.isFolder == true
    }

    var lines: [StyledLine] {
        var lines = [
            StyledLine(explanation.stage.name, .bold).appending(" (\(explanation.stage.kind))")
        ]
        var facts = TextTable()
        facts.add(["path", path.map { ShownPath.text($0) } ?? "not shown yet; a run shows it"])
        facts.add(["key", record.key.hexadecimal])
        facts.add([
            "made", "\(QuantityText.age(now - record.finished)) (\(TimeText.local(record.finished)))",
        ])
        facts.add(["took", QuantityText.duration(record.seconds)])
        if let run = explanation.madeBy { facts.add(["by", "run \(run)"]) }
        for (index, parameter) in Self.parameters(explanation.configuration).enumerated() {
            facts.add([index == 0 ? "with" : "", parameter])
        }
        lines += facts.lines(indentation: 2)
        for (name, files) in files.sorted(by: { $0.key < $1.key }) { lines += self.lines(of: name, files) }
        return lines
    }

    private func lines(of output: String, _ files: [Artifact.File]) -> [StyledLine] {
        guard let content = record.outputs[output] else { return [] }
        let count = content.isFolder ? ", \(QuantityText.count(files.count, "file"))" : ""
        var lines = [
            StyledLine(output, .bold).appending(
                ": \(QuantityText.bytes(content.size))\(count), SHA-256 \(content.digest)")
        ]
        if content.isFolder {
            var table = TextTable()
            for file in files.prefix(Self.filesListed) {
                table.add([file.relativePath, QuantityText.bytes(file.size), file.digest.short])
            }
            lines += table.lines(indentation: 2)
            if files.count > Self.filesListed {
                lines.append(StyledLine("  and \(files.count - Self.filesListed) more", .dim))
            }
        }
        for file in files {
            guard let excerpt = FileExcerpt(path: file.path, size: file.size, name: file.relativePath) else {
                continue
            }
            lines.append(StyledLine("--- \(content.isFolder ? file.relativePath : output)", .dim))
            lines += excerpt.lines.map { StyledLine("  " + $0) }
            break
        }
        return lines
    }

    /// `steps = 300`, in the order of the names; what stands for an input is named by its origin elsewhere.
    private static func parameters(_ configuration: JSONValue) -> [String] {
        (configuration.objectValue ?? [:]).sorted { $0.key < $1.key }.compactMap { name, value in
            if value["$input"] != nil || value["$file"] != nil { return nil }
            let text = value.canonicalText
            return "\(name) = " + (text.count > 100 ? text.prefix(97) + "..." : text)
        }
    }

    var json: JSONValue {
        [
            "name": .string(explanation.stage.name), "uses": .string(explanation.stage.kind),
            "key": .string(record.key.hexadecimal), "path": path.map { .string($0) } ?? .null,
            "finished": .number(record.finished), "seconds": .number(record.seconds),
            "run": explanation.madeBy.map { .string($0.text) } ?? .null,
            "configuration": explanation.configuration,
            "outputs": .object(
                Dictionary(uniqueKeysWithValues: files.map { ($0, outputJSON($0, $1)) })),
        ]
    }

    private func outputJSON(_ output: String, _ files: [Artifact.File]) -> JSONValue {
        guard let content = record.outputs[output] else { return .null }
        return [
            "digest": .string(content.digest.hexadecimal), "folder": .bool(content.isFolder),
            "bytes": .integer(content.size),
            "path": path.map { .string(isOneFolder ? $0 : $0 + "/" + output) } ?? .null,
            "files": .array(
                files.map { file in
                    [
                        "path": .string(file.relativePath), "bytes": .integer(file.size),
                        "digest": .string(file.digest.hexadecimal), "object": .string(file.path),
                    ]
                }),
        ]
    }
}
