import Engine
import Foundation
import Synchronization

/// Takes a recipe's artifact apart: its files into a folder, its results into a cache.
///
/// What comes in is kept aside and verified. Only when all of it is there and in accord does the first part become
/// visible: first objects, then files, then the results that refer to the objects.
public final class ArtifactUnpacker: Sendable {
    public let artifact: RecipeArtifact
    /// Where the files go.
    public let folder: String

    private let overwrites: Bool
    private let target: ProjectTarget
    private let exchange: CacheExchange
    private let stagingFolder: String
    private let verified = Mutex<Set<Digest>>([])

    /// Checks everything that can be checked before anything is fetched.
    ///
    /// - Parameters:
    ///   - config: the content of the manifest's config.
    ///   - folder: new, or empty, or one in which the same recipe stands.
    ///   - cacheFolder: made when absent.
    ///   - overwrites: whether files of other content in the folder are replaced.
    ///   - isResumable: whether what has come in is of use to another attempt. Two attempts on one cache at once
    ///     would then share it, so who has all blobs at hand says no.
    /// - Throws: `ArtifactError`, `EngineError`.
    public init(
        manifest: ImageManifest, config: Data, folder: String, cacheFolder: String, overwrites: Bool = false,
        isResumable: Bool = true
    ) throws {
        artifact = try RecipeArtifact(manifest: manifest, config: config)
        self.folder = folder
        self.overwrites = overwrites
        target = try ProjectTarget(artifact, folder: folder, overwrites: overwrites)
        exchange = try CacheExchange(cacheFolder: cacheFolder)
        stagingFolder = exchange.incomingFolder + (isResumable ? "" : "/" + UUID().uuidString)
    }

    /// The blobs that are to be fetched, each once: neither the cache nor the folder has them, nor are they kept aside
    /// from an attempt before.
    public func missing() throws -> [Descriptor] {
        try needed().filter { blob in
            if try staged(blob) { return false }
            return try blob.mediaType != MediaType.object && blob.mediaType != MediaType.file
                || !exchange.holds(blob.digest, size: blob.size)
        }
    }

    /// Where a blob is to lie until `finish`; its folder exists. It is put there by a rename, whole.
    public func stagingPath(of digest: Digest) -> String {
        stagingFolder + "/" + digest.hexadecimal
    }

    /// Takes in one blob, whose bytes are then written to what is returned.
    public func receive(_ descriptor: Descriptor) throws -> sending IncomingBlob {
        try makeStagingFolder()
        return try IncomingBlob(descriptor, path: stagingPath(of: descriptor.digest)) { [self] in
            noteVerified($0)
        }
    }

    /// Says that what lies at the staging path of a blob was compared with its digest; else `finish` does so.
    public func noteVerified(_ digest: Digest) { verified.withLock { _ = $0.insert(digest) } }

    /// Makes the folder in which blobs are kept aside.
    public func makeStagingFolder() throws {
        do {
            try FileManager.default.createDirectory(
                atPath: stagingFolder, withIntermediateDirectories: true)
        } catch {
            // Another attempt may have taken the folder above away just then, since it was empty.
            try FileManager.default.createDirectory(
                atPath: stagingFolder, withIntermediateDirectories: true)
        }
    }

    /// Forgets what has come in.
    public func discard() {
        for blob in artifact.manifest.blobs { unlinkStaged(blob.digest) }
        // Only where nothing of another artifact is in them.
        rmdir(stagingFolder)
        rmdir(exchange.incomingFolder)
    }

    /// Makes all of it visible.
    /// - Throws: `ArtifactError`, `ExchangeError`, `EngineError`: what is wrong first. Folder and cache are then as
    ///   they were.
    public func finish() throws -> Unpacked {
        for blob in try needed() { try verify(blob) }
        _ = try read(artifact.resolved, "the resolved form") { try ResolvedGraph(parsing: $0) }
        let run = try artifact.runRecord.map { layer in
            try read(layer, "the run record") { try RunRecord(parsing: $0) }
        }
        let (records, stages) = try actions()
        let objects = artifact.objects.filter { isStaged($0) }.map { object in
            StoredObject(digest: object.digest, size: object.size, path: stagingPath(of: object.digest))
        }
        let mayLack = artifact.config.results != .all
        let results = try exchange.check(records, with: unique(objects)) { _ in mayLack }
        let writer = try FolderWriter(root: folder)
        var written = 0
        for file in artifact.files {
            guard let title = file.title, try isToBeWritten(title, file.digest, writer) else { continue }
            try writer.prepare(
                title, from: SourceFile(path: path(of: file)), isExecutable: file.isExecutable)
            written += 1
        }
        try exchange.takeObjects(of: results)
        try writer.finish()
        // Marks the folder as a project.
        try writer.makeFolder(".tweed")
        let report = try exchange.takeRecords(of: results)
        // For "tweed runs" and the like; no result depends on it.
        if let run { try? exchange.take(run) }
        discard()
        let names = { (keys: [Digest]) in
            let keys = Set(keys)
            return stages.filter { keys.contains($0.key) }.map(\.stage)
        }
        return Unpacked(
            recipe: folder + "/" + artifact.config.recipe, config: artifact.config, written: written,
            standing: artifact.files.count - written, objects: report.objects,
            results: names(report.added + report.present + report.differing),
            differing: names(report.differing), incomplete: names(report.incomplete))
    }

    // MARK: - Blobs

    /// All but what stands in the folder already.
    private func needed() throws -> [Descriptor] {
        var seen: Set<Digest> = []
        var needed: [Descriptor] = []
        for layer in artifact.manifest.layers {
            if layer.mediaType == MediaType.file, let title = layer.title, target.standing.contains(title) {
                continue
            }
            if seen.insert(layer.digest).inserted { needed.append(layer) }
        }
        return needed
    }

    private func isStaged(_ blob: Descriptor) -> Bool {
        FileManager.default.fileExists(atPath: stagingPath(of: blob.digest))
    }

    /// Whether a blob lies in the staging folder, whole. What is damaged there goes.
    private func staged(_ blob: Descriptor) throws -> Bool {
        guard isStaged(blob) else { return false }
        if verified.withLock({ $0.contains(blob.digest) }) { return true }
        guard try BlobDigest.ofFile(stagingPath(of: blob.digest)) == blob.digest else {
            unlinkStaged(blob.digest)
            return false
        }
        noteVerified(blob.digest)
        return true
    }

    private func verify(_ blob: Descriptor) throws {
        if isStaged(blob) {
            let path = stagingPath(of: blob.digest)
            let size = try SourceFile(path: path).size
            guard size == blob.size else {
                throw ArtifactError.otherSize(blob.digest, expected: blob.size, found: size)
            }
            guard try staged(blob) else { throw ArtifactError.missingBlob(blob.digest) }
        } else if try !exchange.holds(blob.digest, size: blob.size) {
            throw ArtifactError.missingBlob(blob.digest)
        }
    }

    private func path(of blob: Descriptor) throws -> String {
        isStaged(blob) ? stagingPath(of: blob.digest) : try exchange.path(of: blob.digest)
    }

    private func unlinkStaged(_ digest: Digest) {
        try? FileManager.default.removeItem(atPath: stagingPath(of: digest))
        verified.withLock { _ = $0.remove(digest) }
    }

    private func unique(_ objects: [StoredObject]) -> [StoredObject] {
        var seen: Set<Digest> = []
        return objects.filter { seen.insert($0.digest).inserted }
    }

    // MARK: - Content

    private func read<Value>(
        _ layer: Descriptor, _ place: String, _ parse: (Data) throws -> Value
    ) throws -> Value {
        let file = try SourceFile(path: path(of: layer))
        do {
            return try parse(Data(file.bytes(from: 0, count: Int(file.size))))
        } catch let problem as RecordProblem {
            throw ArtifactError.badRecord(place, problem)
        }
    }

    /// The results, each key once, and the stages that they belong to.
    private func actions() throws -> ([ActionRecord], [(stage: String, key: Digest)]) {
        let listed = Dictionary(grouping: artifact.config.stages, by: \.name).mapValues { $0[0].key }
        var records: [Digest: ActionRecord] = [:]
        var order: [Digest] = []
        var stages: [(stage: String, key: Digest)] = []
        for layer in artifact.actions {
            let record = try read(layer, "a result of the artifact") { try ActionRecord(parsing: $0) }
            let stage = layer.annotations[AnnotationName.stage] ?? record.description.stage
            guard listed[stage] == record.key else {
                throw ArtifactError.unlistedResult(stage: stage, key: record.key)
            }
            stages.append((stage, record.key))
            if let other = records[record.key] {
                guard other.outputs == record.outputs else {
                    throw ArtifactError.malformed(
                        "the manifest", "it has two results for the key \(record.key.short)")
                }
                continue
            }
            records[record.key] = record
            order.append(record.key)
        }
        return (order.compactMap { records[$0] }, stages)
    }

    /// Looks once more at what stands in the folder, since that may have changed in the meantime.
    private func isToBeWritten(_ title: String, _ digest: Digest, _ writer: FolderWriter) throws -> Bool {
        switch try writer.standing(at: title) {
        case .nothing: return true
        case .file(digest): return false
        case .file:
            guard overwrites else { throw ArtifactError.wouldOverwrite(path: folder + "/" + title) }
            return true
        }
    }
}
