import Artifacts
import Engine
import Foundation
import Synchronization

/// Brings the content of a result into a cache, whole and verified, or not at all.
struct ResultFetcher: Sendable {
    let client: RegistryClient
    let exchange: CacheExchange

    /// The caller holds the lock on the key, so nobody else fetches it into this cache.
    /// - Parameter progress: hears of bytes that came, and of how many there are.
    /// - Returns: bytes that came over the network.
    func fetch(
        _ result: FoundResult, progress: @escaping @Sendable (_ done: Int64, _ total: Int64) -> Void
    ) throws -> Int64 {
        let staging = Staging(folder: exchange.incomingFolder + "/key-" + result.record.key.hexadecimal)
        try staging.make()
        do {
            let bytes = try fetch(result, into: staging, progress)
            staging.remove()
            return bytes
        } catch {
            // What broke off goes on from here another time; what is wrong must not.
            if !(error is HTTPError), !(error is any PassingError) { staging.remove() }
            throw error
        }
    }

    private func fetch(
        _ result: FoundResult, into staging: Staging,
        _ progress: @escaping @Sendable (Int64, Int64) -> Void
    ) throws -> Int64 {
        let done = Mutex<Int64>(0)
        let (trees, files) = try needed(by: result, staging)
        let missing = try files.filter { try !exchange.holds($0.digest, size: $0.size) }
        let total = (missing + trees).map(\.size).saturatingSum
        @Sendable func add(_ bytes: Int64) {
            let now = done.withLock {
                $0 += bytes
                return $0
            }
            progress(now, total)
        }
        add(trees.map(\.size).saturatingSum)
        try WorkerPool.forEach(missing.sorted { $0.size > $1.size }) { [client] blob in
            try client.download(blob, to: staging.path(of: blob.digest), received: add)
        }
        try ResultArtifact.take(
            action: result.action, key: result.record.key,
            objects: (trees + missing).map {
                StoredObject(digest: $0.digest, size: $0.size, path: staging.path(of: $0.digest))
            }, into: exchange)
        return total
    }

    /// Of what the outputs consist: lists of files, which are fetched here where they are missing, and files.
    private func needed(by result: FoundResult, _ staging: Staging) throws
        -> (fetchedTrees: [Descriptor], files: [Descriptor])
    {
        var trees: [Digest: Descriptor] = [:]
        var files: [Digest: Descriptor] = [:]
        func describe(_ digest: Digest) throws -> Descriptor {
            guard let found = result.content[digest] else { throw ArtifactError.missingBlob(digest) }
            return found
        }
        for output in result.record.outputs.values {
            guard output.isFolder else {
                files[output.digest] = try describe(output.digest)
                continue
            }
            let tree = try describe(output.digest)
            let path: String
            if try exchange.holds(tree.digest, size: tree.size) {
                path = try exchange.path(of: tree.digest)
            } else {
                guard tree.size <= ArtifactLimits.recordBytes else {
                    throw ArtifactError.tooLarge(
                        "a list of files", bytes: tree.size, maximum: ArtifactLimits.recordBytes)
                }
                path = staging.path(of: tree.digest)
                if trees[tree.digest] == nil { try client.download(tree, to: path) { _ in } }
                trees[tree.digest] = tree
            }
            let listed = try TreeManifest(Data(contentsOf: URL(fileURLWithPath: path)))
            for entry in listed.files.values { files[entry.digest] = try describe(entry.digest) }
        }
        return (Array(trees.values), files.values.filter { trees[$0.digest] == nil })
    }
}

/// Where content of one result lies until it is whole.
private struct Staging: Sendable {
    let folder: String

    func path(of digest: Digest) -> String { folder + "/" + digest.hexadecimal }

    func make() throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    func remove() {
        try? FileManager.default.removeItem(atPath: folder)
        // Only where nothing of another result is in it.
        rmdir((folder as NSString).deletingLastPathComponent)
    }
}
