import Checkpoints
import Engine

extension Artifact {
    /// The files of this artifact, or of one of its folders, for readers of checkpoints.
    ///
    /// - Parameter name: what to call it in errors; where the store keeps it tells a person nothing.
    func tree(_ folder: String = "", name: String) -> FileTree {
        FileTree(
            paths: Dictionary(
                files.map { ($0.relativePath, $0.path) }, uniquingKeysWith: { first, _ in first }),
            name: name
        ).subtree(folder)
    }

    /// - Throws: what the stage that made this artifact found instead of a model of this kind.
    func refuseAbsent() throws {
        guard contains(AbsentModel.fileName) else { return }
        throw try decode(AbsentModel.self, from: AbsentModel.fileName)
    }
}

/// What stands in an output of `load-weights` for a model that its folder does not have.
struct AbsentModel: Codable, Error, CustomStringConvertible {
    static let fileName = "absent.json"

    /// The output: `generator`, `one_step` or `reward`.
    let wanted: String
    /// What the folder holds.
    let found: String

    var description: String {
        "the loaded folder has no \(wanted): it is \(found); load the folder that has one with a load-weights stage of its own"
    }
}
