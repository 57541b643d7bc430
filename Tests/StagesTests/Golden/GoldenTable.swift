import Engine
import Foundation
import Values

/// What tiny stages of every kind gave when someone last looked.
struct GoldenTable: Codable, Equatable {
    struct Stage: Codable, Equatable {
        var kind: String
        var revision: Int
        /// The digest of all that the result depends on: kind, revision, configuration, contents of inputs.
        var key: String
        /// Digests by output.
        var outputs: [String: String]
    }

    var stages: [String: Stage] = [:]

    /// How to write the table anew, for messages.
    static let command = "TWEED_WRITE_GOLDEN=1 swift test --disable-xctest --filter GoldenDigestTests"

    /// Results that changed although nothing did that they depend on: the caches of everybody who has such results
    /// would go on to give the old ones.
    func silentChanges(to found: GoldenTable) -> [String] {
        found.stages.sorted { $0.key < $1.key }.flatMap { name, after -> [String] in
            guard let before = stages[name], before.key == after.key else { return [] }
            return Set(before.outputs.keys).union(after.outputs.keys).sorted().compactMap { output in
                if before.outputs[output] == after.outputs[output] { return nil }
                return """
                    the result of kind \(after.kind) changed without a raised revision (stage \(name), output \
                    \(output): \(Self.short(before.outputs[output])) -> \(Self.short(after.outputs[output]))). \
                    Restore the result, or raise the revision of \(after.kind) from \(after.revision) to \
                    \(after.revision + 1) in its description (Sources/Stages/Kinds) and write the table anew: \
                    \(Self.command)
                    """
            }
        }
    }

    /// Where the table does not tell of what is there.
    func gaps(from found: GoldenTable, kinds: [String]) -> [String] {
        var gaps: [String] = []
        for kind in kinds where !found.stages.values.contains(where: { $0.kind == kind }) {
            gaps.append(
                "no stage of kind \(kind) is in Tests/StagesTests/Golden/GoldenRecipe.swift; add a tiny one, then: "
                    + Self.command)
        }
        for name in Set(stages.keys).union(found.stages.keys).sorted() {
            switch (stages[name], found.stages[name]) {
            case (nil, let after?):
                gaps.append("the table has no digests of stage \(name) (kind \(after.kind)): \(Self.command)")
            case (_?, nil):
                gaps.append("the table has digests of a stage \(name) that is gone: \(Self.command)")
            case (let before?, let after?) where before.key != after.key:
                let revisions =
                    before.revision == after.revision
                    ? "its inputs or parameters changed" : "revision \(before.revision) -> \(after.revision)"
                gaps.append(
                    "the digests of stage \(name) (kind \(after.kind)) are old, \(revisions): \(Self.command)"
                )
            default: break
            }
        }
        return gaps
    }

    private static func short(_ digest: String?) -> String { digest.map { String($0.prefix(12)) } ?? "none" }

    static func read(_ path: String) throws -> GoldenTable {
        guard let data = FileManager.default.contents(atPath: path) else { return GoldenTable() }
        return try JSONDecoder().decode(GoldenTable.self, from: data)
    }

    func write(to path: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        try (encoder.encode(self) + Data("\n".utf8)).write(to: URL(fileURLWithPath: path))
    }
}
