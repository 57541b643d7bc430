/// What all parts of a run share.
struct EngineContext: Sendable {
    let layout: CacheLayout
    let fileSystem: any FileSystem
    let stamps: StatCache
    let store: any ContentStore
    let actions: any ActionCache
    let records: RecordBook
    let writes: UnsettledWrites
    let resolver: InputResolver

    init(root: String, projectFolder: String?, readableFolders: [String], fileSystem: any FileSystem) {
        layout = CacheLayout(root: root)
        self.fileSystem = fileSystem
        stamps = StatCache(path: layout.statCache, fileSystem: fileSystem)
        writes = UnsettledWrites(fileSystem: fileSystem, stamps: stamps)
        store = LocalContentStore(root: root, fileSystem: fileSystem, stamps: stamps, writes: writes)
        actions = LocalActionCache(root: root, fileSystem: fileSystem, writes: writes)
        records = RecordBook(
            folder: layout.history, temporaryFolder: layout.temporary, fileSystem: fileSystem)
        resolver = InputResolver(
            stamps: stamps, projectFolder: projectFolder,
            readableFolders: readableFolders.compactMap(Paths.resolved))
    }

    func describe(_ stage: StageTask, inputs: [String: ResolvedInput]) -> StageDescription {
        StageDescription(
            stage: stage.name, kind: stage.kind, revision: stage.revision, configuration: stage.configuration,
            neutral: stage.neutral, inputs: inputs.mapValues(\.description), outputs: stage.outputs)
    }

    /// The record of a key whose outputs are all here, whole, and are those that the stage declares.
    func usableRecord(of key: Digest, for stage: StageTask) throws -> ActionRecord? {
        guard let record = try actions.record(of: key), Set(record.outputs.keys) == Set(stage.outputs) else {
            return nil
        }
        do {
            return try record.outputs.values.allSatisfy({ try store.holds($0) }) ? record : nil
        } catch EngineError.damagedManifest(_, _), EngineError.missingObject(_) {
            return nil
        }
    }

    /// Has the next flush include a result that is in the cache, as far as it is there.
    func expectUnsettled(_ record: ActionRecord) {
        var digests: Set<Digest> = []
        for output in record.outputs.values {
            digests.insert(output.digest)
            guard output.isFolder, let manifest = try? store.manifest(of: output.digest) else { continue }
            digests.formUnion(manifest.files.values.map(\.digest))
        }
        let objects = digests.sorted().compactMap { try? store.path(of: $0) }
        let actionFile = Paths.join(layout.actions, record.key.hexadecimal)
        writes.add(
            files: objects + [actionFile], folders: Set(objects.map(Paths.parent)).union([layout.actions]))
    }

    /// Inputs as a stage reads them; stored ones are verified.
    func artifacts(_ inputs: [String: ResolvedInput]) throws -> [String: Artifact] {
        try inputs.mapValues { input in
            switch input.source {
            case .stored: try store.artifact(input.content)
            case .external(let artifact, _, _): artifact
            }
        }
    }

    /// Runs a stage and moves what it wrote into the store.
    func execute(_ request: ExecutionRequest, by executor: any StageExecutor, outputs: [String]) throws
        -> [String: OutputReference]
    {
        try executor.execute(request)
        for name in try FileReader.names(in: request.outputFolder) where !outputs.contains(name) {
            throw EngineError.undeclaredOutput(stage: request.stage, name: name)
        }
        let ingester = OutputIngester(store: store)
        var references: [String: OutputReference] = [:]
        for name in outputs {
            guard let reference = try ingester.ingest(request.path(ofOutput: name)) else {
                throw EngineError.missingOutput(stage: request.stage, output: name)
            }
            references[name] = reference
        }
        return references
    }
}
