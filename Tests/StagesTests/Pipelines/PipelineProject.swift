import Foundation

@testable import Stages

/// A project with the tiny pipelines that diffusers saved and a reward that reads the same words.
final class PipelineProject: Sendable {
    private let project: ToyProject

    var folder: String { project.folder }

    static let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Fixtures").path

    init() throws {
        project = try ToyProject(StageKinds.all)
        try FileManager.default.copyItem(atPath: Self.fixtures + "/pipelines", toPath: folder + "/models")
        for name in ["reward", "lora"] {
            try FileManager.default.copyItem(
                atPath: "\(Self.fixtures)/generate/\(name)", toPath: "\(folder)/models/\(name)")
        }
    }

    func runner(_ stages: String) throws -> RecipeRunner { try project.runner(stages) }

    func data(_ path: String) -> Data? { FileManager.default.contents(atPath: "\(folder)/\(path)") }

    /// The whole message with which a stage fails; nil where it does not.
    func failure(of stage: String, in stages: String) throws -> String? {
        try runner(stages).run(threads: 2).summary[stage]?.error.map { "\($0)" }
    }
}
