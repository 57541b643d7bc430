import Artifacts
import Engine
import Foundation
import Synchronization

/// The action records of an artifact whose content is fetched when it is needed.
struct LazyResults {
    private let head: ArtifactHead
    private let client: RegistryClient
    /// By key, as they came.
    private let records: [Digest: Data]

    /// Fetches the records and compares them with their digests, and with the keys of the config.
    init(_ head: ArtifactHead, _ client: RegistryClient) throws {
        self.head = head
        self.client = client
        let listed = Set(head.artifact.config.stages.compactMap(\.key))
        let objects = Set(head.artifact.objects.map(\.digest))
        let found = Mutex<[Digest: Data]>([:])
        try WorkerPool.forEach(head.artifact.actions) { layer in
            let data = try client.data(of: layer, maximumBytes: ArtifactLimits.recordBytes)
            let record: ActionRecord
            do {
                record = try ActionRecord(parsing: data)
            } catch let problem as RecordProblem {
                throw ArtifactError.badRecord("a result of the artifact", problem)
            }
            guard listed.contains(record.key) else {
                throw ArtifactError.unlistedResult(stage: record.description.stage, key: record.key)
            }
            // An artifact may describe results whose content it does not have.
            guard record.outputs.values.allSatisfy({ objects.contains($0.digest) }) else { return }
            found.withLock { $0[record.key] = data }
        }
        records = found.withLock { $0 }
    }

    func write(projectFolder: String) throws {
        let pinned = RegistryReference(
            registry: client.reference.registry, name: client.reference.name, digest: head.digest)
        try RemoteIndex.write(
            reference: "\(pinned)", isPlainHTTP: client.isPlain, manifest: head.manifest, actions: records,
            projectFolder: projectFolder)
    }
}
