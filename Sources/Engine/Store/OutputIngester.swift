/// Moves what a stage wrote into a store.
struct OutputIngester {
    let store: any ContentStore

    /// - Parameter path: the file or folder that the stage wrote; its files are gone from there on return.
    func ingest(_ path: String) throws -> OutputReference? {
        guard let status = try FileStatus.read(path) else { return nil }
        switch status.kind {
        case .file:
            let digest = try FileHasher.digest(ofFileAt: path)
            try store.adopt([AdoptedFile(path: path, digest: digest)])
            return OutputReference(digest: digest, isFolder: false, size: status.stamp.size)
        case .folder:
            let files = try FolderScanner(links: .refused).files(in: path)
            let manifest = try Self.manifest(of: files)
            let adopted = files.map {
                AdoptedFile(path: $0.path, digest: manifest.files[$0.relativePath]!.digest)
            }
            try store.adopt(adopted)
            let digest = try store.store(manifest.data)
            return OutputReference(digest: digest, isFolder: true, size: manifest.size)
        case .link, .other:
            throw EngineError.unsupportedFile(path: path, kind: status.kind)
        }
    }

    static func manifest(of files: [ScannedFile]) throws -> TreeManifest {
        let digests = try FileHasher.digests(ofFilesAt: files.map(\.path))
        var manifest = TreeManifest()
        for (file, digest) in zip(files, digests) {
            manifest.files[file.relativePath] = TreeManifest.Entry(
                digest: digest, size: file.status.stamp.size, isExecutable: file.status.isExecutable)
        }
        // Two spellings of one letter are one string here, and one file on macOS, but two files on Linux.
        if manifest.files.count != files.count, let first = files.first {
            throw EngineError.ambiguousNames(folder: Paths.parent(of: first.path))
        }
        return manifest
    }
}
