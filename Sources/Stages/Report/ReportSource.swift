import Engine
import Foundation
import Images
import Values

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

    /// How long the stage that drew pictures took for each; nil where it drew several kinds of pictures, or is unknown.
    func secondsOfPicture() throws -> Double? {
        guard let seconds = origin?.seconds else { return nil }
        switch kind {
        case "generate":
            let figures = try artifact.decode(Generate.Figures.self, from: "figures.json")
            return seconds / Double(max(1, figures.prompts.count * figures.imagesPerPrompt))
        case "search":
            let figures = try artifact.decode(SearchOutline.self, from: "figures.json")
            return figures.rows.count == 1
                ? seconds / Double(max(1, figures.prompts * figures.repeats)) : nil
        default: return nil
        }
    }

    /// Of one file; nil where the artifact does not have it.
    func digest(of relative: String) -> Digest? {
        artifact.files.first { $0.relativePath == relative }?.digest
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
