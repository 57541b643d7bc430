import Artifacts
import Engine
import Foundation

/// The results of one recipe's artifact, whose manifest and records `tweed pull --lazy` has brought already: only
/// content is fetched. Safe from any thread.
struct ArtifactShelf: ResultShelf {
    let client: RegistryClient
    let index: RemoteIndex

    func find(_ key: Digest) throws -> FoundResult? {
        guard let data = try index.action(of: key) else { return nil }
        return FoundResult(
            record: try RegistryShelf.parse(data, key: key), action: data, content: try index.content())
    }
}
