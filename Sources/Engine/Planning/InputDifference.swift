import Foundation

/// The files in which an input differs from what it was.
struct InputDifference {
    let context: EngineContext

    func changes(old: StageDescription.Input, new: StageDescription.Input, current: ResolvedInput?)
        -> [FileChange]
    {
        switch (old.content.isFolder, new.content.isFolder) {
        case (false, false):
            // The name of another stage's output says no more than the binding does.
            guard new.isExternal else { return [] }
            let line = changedLine(
                old: old.content.digest, new: new.content.digest, at: path(of: nil, in: current))
            return [FileChange(path: new.origin, kind: .changed(line: line))]
        case (true, true):
            guard let before = manifest(old.content.digest, nil),
                let after = manifest(new.content.digest, current)
            else { return [] }
            return changes(before, after, prefix: new.isExternal ? new.origin + "/" : "", current: current)
        default:
            return []
        }
    }

    private func changes(
        _ before: TreeManifest, _ after: TreeManifest, prefix: String, current: ResolvedInput?
    ) -> [FileChange] {
        let paths = Set(before.files.keys).union(after.files.keys)
        return paths.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.compactMap { path in
            switch (before.files[path], after.files[path]) {
            case (let old?, let new?):
                if old == new { return nil }
                let line = changedLine(old: old.digest, new: new.digest, at: self.path(of: path, in: current))
                return FileChange(path: prefix + path, kind: .changed(line: line))
            case (nil, _?): return FileChange(path: prefix + path, kind: .added)
            default: return FileChange(path: prefix + path, kind: .removed)
            }
        }
    }

    /// The folder's manifest: that of an external input at hand, else from the store.
    private func manifest(_ digest: Digest, _ current: ResolvedInput?) -> TreeManifest? {
        if case .external(_, _, let manifest?)? = current?.source, current?.content.digest == digest {
            return manifest
        }
        return try? context.store.manifest(of: digest)
    }

    private func path(of relative: String?, in current: ResolvedInput?) -> String? {
        guard case .external(let artifact, _, _)? = current?.source else { return nil }
        return try? artifact.path(of: relative ?? "")
    }

    /// The first line that differs, counted from 1; nil for what is no small text, or is no longer kept.
    private func changedLine(old: Digest, new: Digest, at path: String?) -> Int? {
        let limit = InputKeeper.maximumFileBytes
        guard let before = try? context.store.data(of: old, maximumBytes: limit), InputKeeper.isText(before),
            let newPath = path ?? (try? context.store.path(of: new)),
            let after = try? FileReader.read(Paths.resolved(newPath) ?? newPath, maximumBytes: limit),
            InputKeeper.isText(after)
        else { return nil }
        let newline = UInt8(ascii: "\n")
        var line = 1
        for (left, right) in zip(before, after) {
            if left != right { return line }
            if left == newline { line += 1 }
        }
        return line
    }
}
