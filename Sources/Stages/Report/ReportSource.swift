import Engine
import Foundation
import Images

/// One stage that a report tells of.
struct ReportSource {
    let artifact: Artifact
    let origin: InputOrigin?
    /// What kind of stage left its `figures.json` here.
    let kind: String

    private struct Header: Decodable { let kind: String }

    init(artifact: Artifact, origin: InputOrigin?) throws {
        self.artifact = artifact
        self.origin = origin
        kind =
            artifact.contains("figures.json")
            ? try artifact.decode(Header.self, from: "figures.json").kind : origin?.kind ?? "unknown"
    }

    /// A picture of this artifact.
    func picture(_ relative: String) throws -> PixelImage {
        guard let data = try? Array(Data(contentsOf: URL(fileURLWithPath: artifact.path(of: relative))))
        else {
            throw StageError.unreadable(file: relative, problem: "cannot be read")
        }
        return try PixelImage(png: data)
    }
}
