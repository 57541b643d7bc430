import Foundation

/// What came of computing a stage a second time.
public struct VerificationReport: Equatable, Sendable {
    /// One file that came out differently; nil where it is absent.
    public struct Difference: Equatable, Sendable {
        public var output: String
        /// The empty string for an output that is one file.
        public var path: String
        public var expected: Digest?
        public var found: Digest?
    }

    public var stage: String
    public var key: Digest
    public var differences: [Difference]

    public var isSame: Bool { differences.isEmpty }
}

extension Engine {
    /// Computes a stage again, from the cached inputs and without saved state, and compares bytes. The cache keeps
    /// what it has.
    ///
    /// - Throws: `EngineError.notCached` where the stage, or one before it, has no result to compare with; what the
    ///   stage itself throws.
    public func verify(
        _ name: String, in graph: StageGraph, options: RunOptions,
        observer: @escaping @Sendable (RunEvent) -> Void = { _ in }
    ) throws -> VerificationReport {
        guard let stage = graph[name] else {
            throw EngineError.unknownStage(name, known: graph.stages.map(\.name))
        }
        let lock = try shareCache()
        defer { withExtendedLifetime(lock) {} }
        let (inputs, record, before) = try cachedInputs(of: stage, in: graph)
        let events = EventSink(observer)
        events.send(.started(stage: name, kind: stage.kind, key: record.key, reasons: []))
        let folder = Paths.join(context.layout.temporary, Paths.temporaryName())
        defer { try? context.fileSystem.remove(folder) }
        let outputFolder = Paths.join(folder, "work")
        try context.fileSystem.makeFolder(outputFolder)
        let request = ExecutionRequest(
            stage: name, kind: stage.kind, configuration: stage.configuration,
            inputs: try context.artifacts(inputs), origins: InputOrigin.all(of: stage) { before[$0] },
            outputFolder: outputFolder,
            checkpoints: StageCheckpoints(
                folder: Paths.join(folder, "state"), fileSystem: context.fileSystem),
            progress: ProgressReporter { event in
                switch event {
                case .progress(let report): events.send(.progress(stage: name, report))
                case .note(let text): events.send(.note(stage: name, text))
                case .resumed: break
                }
            },
            cancellation: options.cancellation,
            threads: max(1, min(stage.resources.cores, options.capacity.cores)))
        try executor.execute(request)
        var report = VerificationReport(stage: name, key: record.key, differences: [])
        for (output, expected) in record.outputs.sorted(by: { $0.key < $1.key }) {
            report.differences += try differences(output, expected, at: request.path(ofOutput: output))
        }
        return report
    }

    /// The inputs of a stage, its record, and those of the stages before it, all from the cache.
    private func cachedInputs(of stage: StageTask, in graph: StageGraph) throws
        -> ([String: ResolvedInput], ActionRecord, [String: ActionRecord])
    {
        var before: [String: ActionRecord] = [:]
        let resolver = GraphResolver(context: context)
        for current in try resolver.resolve(graph.restricted(to: [stage.name])) {
            if let error = current.error { throw error }
            guard let record = current.record else {
                throw EngineError.notCached(stage: current.task.name)
            }
            if current.task.name == stage.name { return (current.inputs, record, before) }
            before[current.task.name] = record
        }
        throw EngineError.notCached(stage: stage.name)
    }

    private func differences(_ output: String, _ expected: OutputReference, at path: String) throws
        -> [VerificationReport.Difference]
    {
        let before = try files(of: expected)
        var after: [String: Digest] = [:]
        switch try FileStatus.read(path)?.kind {
        case nil: break
        case .file?: after[""] = try FileHasher.digest(ofFileAt: path)
        case .folder?:
            for file in try FolderScanner(links: .refused).files(in: path) {
                after[file.relativePath] = try FileHasher.digest(ofFileAt: file.path)
            }
        case .link?, .other?: throw EngineError.unsupportedFile(path: path, kind: .other)
        }
        return Set(before.keys).union(after.keys).sorted().compactMap { path in
            guard before[path] != after[path] else { return nil }
            return VerificationReport.Difference(
                output: output, path: path, expected: before[path], found: after[path])
        }
    }

    private func files(of output: OutputReference) throws -> [String: Digest] {
        guard output.isFolder else { return ["": output.digest] }
        return try context.store.manifest(of: output.digest).files.mapValues(\.digest)
    }
}
