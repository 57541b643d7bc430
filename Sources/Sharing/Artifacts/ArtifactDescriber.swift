import Artifacts
import Engine
import Foundation

/// Fetches what an artifact says of itself, for comparing it with others: nothing of its content but figures.
public struct ArtifactDescriber {
    /// The file of an output that holds figures.
    private static let figuresName = "figures.json"
    private static let largestTree: Int64 = 4 << 20
    private static let largestFigures: Int64 = 16 << 20

    private let client: RegistryClient

    public init(_ client: RegistryClient) { self.client = client }

    /// Writes `resolved.json`, and `figures-<digest>.json` for each output with figures, by the digest of the output.
    /// - Parameter folder: exists.
    /// - Returns: the digest of the artifact.
    public func describe(into folder: String) throws -> Digest {
        let head = try ArtifactHead(client)
        let data = try client.data(of: head.artifact.resolved, maximumBytes: ArtifactLimits.recordBytes)
        let resolved: ResolvedGraph
        do {
            resolved = try ResolvedGraph(parsing: data)
        } catch {
            throw ArtifactError.badRecord("the resolved form", error)
        }
        let objects = Dictionary(
            head.artifact.objects.map { ($0.digest, $0) }, uniquingKeysWith: { first, _ in first })
        let outputs = Set(resolved.stages.flatMap(\.outputs.values).filter(\.isFolder).map(\.digest))
        try WorkerPool.forEach(outputs.sorted()) { [client] digest in
            guard let tree = objects[digest], tree.size <= Self.largestTree else { return }
            let files = try TreeManifest(client.data(of: tree, maximumBytes: Self.largestTree)).files
            guard let entry = files[Self.figuresName], let figures = objects[entry.digest],
                figures.size <= Self.largestFigures
            else { return }
            try client.data(of: figures, maximumBytes: Self.largestFigures).write(
                to: URL(fileURLWithPath: folder + "/figures-\(digest.hexadecimal).json"))
        }
        try data.write(to: URL(fileURLWithPath: folder + "/resolved.json"))
        return head.digest
    }
}
