/// Finds the content of a stage's inputs.
struct InputResolver: Sendable {
    let stamps: StatCache
    /// Paths below it are shown relative to it.
    let projectFolder: String?
    /// Resolved folders in which links may end, beside the input folder itself.
    let readableFolders: [String]

    /// - Parameter outputs: by stage and output, for all stages before.
    func resolve(_ stage: StageTask, outputs: [String: [String: OutputReference]]) throws -> [String:
        ResolvedInput]
    {
        var resolved: [String: ResolvedInput] = [:]
        for (binding, source) in stage.inputs {
            switch source {
            case .output(let name, let output):
                guard let content = outputs[name]?[output] else { throw EngineError.notCached(stage: name) }
                resolved[binding] = ResolvedInput(
                    content: content, origin: "\(name).\(output)", source: .stored)
            case .file(let path):
                resolved[binding] = try file(path, stage: stage.name, binding: binding)
            case .folder(let path):
                resolved[binding] = try folder(path, stage: stage.name, binding: binding)
            }
        }
        return resolved
    }

    /// - Throws: `EngineError.inputChangedWhileRunning` when a file is no longer what it was.
    func checkUnchanged(_ inputs: [String: ResolvedInput], stage: String) throws {
        for (binding, input) in inputs.sorted(by: { $0.key < $1.key }) {
            guard case .external(_, let stamps, _) = input.source else { continue }
            for (path, stamp) in stamps where (try? FileStatus.following(path))?.stamp != stamp {
                // Another name for the same file changes its stamp and not its content.
                let digest = try? FileHasher.digest(ofFileAt: path)
                if let digest, digest == expected(path, in: input) { continue }
                throw EngineError.inputChangedWhileRunning(stage: stage, binding: binding, path: path)
            }
        }
    }

    private func expected(_ path: String, in input: ResolvedInput) -> Digest? {
        guard case .external(let artifact, _, _) = input.source else { return nil }
        return artifact.files.first { $0.path == path }?.digest
    }

    private func status(_ path: String, stage: String, binding: String) throws -> FileStatus {
        do {
            return try FileStatus.following(path)
        } catch EngineError.file(_, path: _, let code) {
            throw EngineError.missingInput(stage: stage, binding: binding, path: shown(path), code: code)
        }
    }

    private func file(_ path: String, stage: String, binding: String) throws -> ResolvedInput {
        switch try status(path, stage: stage, binding: binding).kind {
        case .file: break
        case .folder: throw EngineError.inputIsFolder(stage: stage, binding: binding, path: shown(path))
        case .link, .other: throw EngineError.unsupportedFile(path: path, kind: .other)
        }
        let (digest, stamp) = try stamps.digest(ofFileAt: path)
        let file = Artifact.File(relativePath: "", path: path, digest: digest, size: stamp.size)
        return ResolvedInput(
            content: OutputReference(digest: digest, isFolder: false, size: stamp.size), origin: shown(path),
            source: .external(
                artifact: Artifact(digest: digest, isFolder: false, files: [file]), stamps: [path: stamp],
                manifest: nil), path: path)
    }

    private func folder(_ path: String, stage: String, binding: String) throws -> ResolvedInput {
        guard try status(path, stage: stage, binding: binding).kind == .folder else {
            throw EngineError.inputIsFile(stage: stage, binding: binding, path: shown(path))
        }
        let allowed = readableFolders + (Paths.resolved(path).map { [$0] } ?? [])
        let scanner = FolderScanner(links: .followed(within: allowed), ignored: FolderScanner.ignoredNames)
        let scanned = try scanner.files(in: path)
        let digests = try stamps.digests(ofFilesAt: scanned.map(\.path))
        var manifest = TreeManifest()
        var files: [Artifact.File] = []
        var fileStamps: [String: FileStamp] = [:]
        for (file, result) in zip(scanned, digests) {
            let size = result.stamp.size
            // Whether a person's file is executable says nothing about its content.
            manifest.files[file.relativePath] = TreeManifest.Entry(digest: result.digest, size: size)
            files.append(
                Artifact.File(
                    relativePath: file.relativePath, path: file.path, digest: result.digest, size: size))
            fileStamps[file.path] = result.stamp
        }
        guard manifest.files.count == files.count else { throw EngineError.ambiguousNames(folder: path) }
        let digest = Digest(of: manifest.data)
        return ResolvedInput(
            content: OutputReference(digest: digest, isFolder: true, size: manifest.size),
            origin: shown(path),
            source: .external(
                artifact: Artifact(digest: digest, isFolder: true, files: files), stamps: fileStamps,
                manifest: manifest), path: path)
    }

    /// A path for a person: below the project folder relative to it, else only the name, since records may be
    /// shared and should not tell of one machine's folders.
    private func shown(_ path: String) -> String {
        if let projectFolder, Paths.isInside(path, projectFolder), path != projectFolder {
            return String(path.dropFirst(projectFolder.count).drop { $0 == "/" })
        }
        return Paths.name(of: path)
    }
}
