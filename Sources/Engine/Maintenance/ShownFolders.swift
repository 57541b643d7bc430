import Foundation
import Values

/// Remembers which outputs folders show results of a cache: `shown/<digest of the path>`, a sealed line each.
///
/// What they show is not written down a second time: their markers tell.
struct ShownFolders {
    /// Where one stage's result is shown.
    struct Place: Equatable, Sendable {
        var scope: String
        var stage: String
        var path: String
        /// Of all outputs together, as the presenter's marker has it.
        var outputs: Digest
    }

    private static let maximumBytes = 64 << 10

    let folder: String
    let fileSystem: any FileSystem

    /// To be called before results are shown. A failure costs no result: what is shown stands on its own.
    func note(_ outputs: String, scope: String) {
        let resolved = Paths.resolved(outputs) ?? outputs
        let value: JSONValue = ["folder": .string(resolved), "scope": .string(scope)]
        let path = Paths.join(folder, Digest(of: value.canonicalData).hexadecimal)
        guard (try? FileStatus.read(path)) == nil else { return }
        do {
            try fileSystem.makeFolder(folder)
            let temporary = Paths.temporarySibling(of: path)
            try fileSystem.write(SealedRecord.seal(value), to: temporary, durably: false)
            try fileSystem.rename(temporary, to: path)
        } catch { return }
    }

    /// Everything that is shown now.
    func places() throws -> [Place] {
        try entries().flatMap { _, outputs, scope in try Self.places(in: outputs, scope: scope) }
    }

    /// Forgets folders that are gone.
    func clearUp() throws {
        for (path, outputs, scope) in try entries()
        where try FileStatus.read(PresentedPaths(folder: outputs, scope: scope).markers) == nil {
            try fileSystem.remove(path)
        }
    }

    private func entries() throws -> [(path: String, outputs: String, scope: String)] {
        guard try FileStatus.read(folder) != nil else { return [] }
        return try FileReader.names(in: folder).compactMap { name in
            let path = Paths.join(folder, name)
            guard Digest(hexadecimal: name) != nil,
                let data = try? FileReader.read(path, maximumBytes: Self.maximumBytes),
                let object = try? SealedRecord.open(data), let outputs = try? object.string("folder"),
                let scope = try? object.string("scope"), Paths.isComponent(scope)
            else { return nil }
            return (path, outputs, scope)
        }
    }

    private static func places(in outputs: String, scope: String) throws -> [Place] {
        let paths = PresentedPaths(folder: outputs, scope: scope)
        guard try FileStatus.read(paths.markers)?.kind == .folder else { return [] }
        return try FileReader.names(in: paths.markers).compactMap { stage in
            let shown = Paths.join(paths.scope, stage)
            guard let marker = PresentationMarker.read(paths.marker(stage)),
                try FileStatus.read(shown)?.kind == .folder
            else { return nil }
            return Place(scope: scope, stage: stage, path: shown, outputs: marker.digest)
        }
    }
}
