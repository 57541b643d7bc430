/// Looks whether a result of others is whole: each of its outputs is there, in the size that is claimed.
struct ExchangeCheck {
    let context: EngineContext
    /// What has come in and is not in the store yet.
    let incoming: [Digest: StoredObject]
    /// What of that the result consists of.
    private(set) var used: Set<Digest> = []

    init(context: EngineContext, incoming: [Digest: StoredObject]) {
        self.context = context
        self.incoming = incoming
    }

    /// - Throws: `ExchangeError`, `EngineError.damagedManifest`.
    mutating func check(_ record: ActionRecord) throws {
        for (name, output) in record.outputs.sorted(by: { $0.key < $1.key }) {
            let place = Place(stage: record.description.stage, output: name)
            guard output.isFolder else {
                try require(output.digest, size: output.size, place)
                continue
            }
            let manifest = try manifest(output.digest, place)
            guard manifest.size == output.size else {
                throw ExchangeError.contradictedSize(
                    stage: place.stage, output: name, claimed: output.size, found: manifest.size)
            }
            for entry in manifest.files.values { try require(entry.digest, size: entry.size, place) }
        }
    }

    private struct Place {
        var stage: String
        var output: String
    }

    private mutating func manifest(_ digest: Digest, _ place: Place) throws -> TreeManifest {
        if let known = incoming[digest] {
            used.insert(digest)
            return try TreeManifest(
                FileReader.read(known.path, maximumBytes: TreeManifest.maximumBytes))
        }
        guard try context.store.holds(digest, size: nil) else {
            throw ExchangeError.missingContent(stage: place.stage, output: place.output, digest)
        }
        return try context.store.manifest(of: digest)
    }

    private mutating func require(_ digest: Digest, size: Int64, _ place: Place) throws {
        let found: Int64
        if let known = incoming[digest] {
            used.insert(digest)
            found = known.size
        } else {
            // Without the size, which is only a claim: the store sets aside what does not have the size that it is
            // asked for.
            guard try context.store.holds(digest, size: nil),
                let status = try FileStatus.read(context.store.path(of: digest))
            else { throw ExchangeError.missingContent(stage: place.stage, output: place.output, digest) }
            found = status.stamp.size
        }
        guard found == size else {
            throw ExchangeError.contradictedSize(
                stage: place.stage, output: place.output, claimed: size, found: found)
        }
    }
}
