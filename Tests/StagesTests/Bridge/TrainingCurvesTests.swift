import Engine
import Foundation
import Recipes
import Synchronization
import Testing

@testable import Stages

/// Reports a loss at every step, saves every ten, and may fall over once.
private struct LosingKind: StageKind {
    struct Fall: Error {}

    var fallsAt: Int?
    var afterStep: @Sendable (StageContext, Int) throws -> Void = { _, _ in }

    let description = StageKindDescription(
        name: "lose", summary: "Loses.",
        parameters: [ParameterDescription("steps", .integer(1...1000), help: "How long.")],
        outputs: [OutputDescription("number", type: "number", summary: "The last loss.")],
        primaryOutput: "number")

    func run(_ context: StageContext) throws {
        let steps = try context.integer("steps")
        var position = 0
        if let saved = try context.checkpoints.latest() {
            position = Int(try String(contentsOfFile: saved.folder + "/position", encoding: .utf8)) ?? 0
            context.progress.resumed(from: "step \(position) of \(steps)")
        }
        while position < steps {
            if position == fallsAt { throw Fall() }
            position += 1
            context.progress.report(
                completed: position, total: steps, unit: "steps",
                metrics: ["loss": 1 / Double(position), "rate": 0.5])
            try afterStep(context, position)
            if position % 10 == 0 {
                let current = position
                try context.checkpoints.save(name: "step-\(current)") { folder in
                    try Data("\(current)".utf8).write(to: URL(fileURLWithPath: folder + "/position"))
                }
            }
        }
        context.progress.report(completed: 1, total: 1, unit: "pictures")
        try Data("\(steps)".utf8).write(to: URL(fileURLWithPath: context.outputFile("number")))
    }
}

@Suite struct TrainingCurvesTests {
    private static let stages = """
        { "train": { "uses": "lose", "with": { "steps": 25 } }, "plain": { "uses": "count", "with": { "to": 5 } } }
        """

    private func folder(_ project: ToyProject, _ result: RecipeRunResult, _ stage: String) throws -> String {
        let key = try #require(result.summary[stage]?.key)
        return "\(project.folder)/outputs/toy/tensorboard/\(stage)/\(key.hexadecimal.prefix(12))"
    }

    @Test func everyStepOfATrainingIsThere() throws {
        let project = try ToyProject([LosingKind(), CountingKind()])
        let result = try project.runner(Self.stages).run()
        let file = try #require(EventFile.files(in: folder(project, result, "train")).first)
        #expect(file.events[0] == EventFile.Event(step: 0, version: "brain.Event:2"))
        #expect(file.events[1] == EventFile.Event(step: 1, isStart: true))
        #expect(file.events.dropFirst(2).map(\.step) == Array(1...25))
        #expect(file.events.last?.scalars == ["loss": 0.04, "rate": 0.5])
        let folders = try FileManager.default.contentsOfDirectory(
            atPath: project.folder + "/outputs/toy/tensorboard")
        #expect(folders == ["train"])
    }

    @Test func aCachedStageWritesNothing() throws {
        let project = try ToyProject([LosingKind(), CountingKind()])
        let first = try project.runner(Self.stages).run()
        let second = try project.runner(Self.stages).run()
        #expect(second.summary["train"]?.status == .cached)
        #expect(try EventFile.files(in: folder(project, first, "train")).count == 1)
    }

    @Test func aResumedTrainingBeginsAFileAtTheFirstStepDoneAgain() throws {
        let project = try ToyProject([LosingKind(fallsAt: 17), CountingKind()])
        #expect(try project.runner(Self.stages).run().status == .failed)
        let result = try project.runner(Self.stages, kinds: [LosingKind(), CountingKind()]).run()
        #expect(result.summary["train"]?.status == .resumed)
        let files = try EventFile.files(in: folder(project, result, "train"))
        #expect(files.count == 2)
        #expect(files[0].events.dropFirst(2).map(\.step) == Array(1...17))
        #expect(files[1].events[1] == EventFile.Event(step: 11, isStart: true))
        #expect(files[1].events.dropFirst(2).map(\.step) == Array(11...25))
    }

    /// What is in the file is not lost when the process is killed between a checkpoint and the next step.
    @Test func valuesAreInTheFileBeforeTheNextStep() throws {
        let project = try ToyProject()
        let seen = Mutex<[Int64?]>([])
        let kind = LosingKind(afterStep: { _, _ in
            let folder = "\(project.folder)/outputs/toy/tensorboard/train"
            let names = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
            let name = names.first { $0.contains("tfevents") } ?? ""
            let last = try EventFile(path: "\(folder)/\(name)").events.last?.step
            seen.withLock { $0.append(last) }
        })
        let stages = #"{ "train": { "uses": "lose", "with": { "steps": 12 } } }"#
        #expect(try project.runner(stages, kinds: [kind]).run().status == .succeeded)
        #expect(seen.withLock { $0 } == Array(1...12))
    }

    @Test func aDiskThatRefusesCurvesCostsOneWarning() throws {
        let project = try ToyProject([LosingKind(), CountingKind()])
        let outputs = project.folder + "/outputs/toy"
        try FileManager.default.createDirectory(atPath: outputs, withIntermediateDirectories: true)
        // A link is refused, too: it may lead anywhere.
        try FileManager.default.createSymbolicLink(
            atPath: outputs + "/tensorboard", withDestinationPath: project.folder)
        let warnings = Mutex<[String]>([])
        let result = try project.runner(Self.stages).run { event in
            if case .warning(let stage, let error) = event {
                warnings.withLock { $0.append("\(stage): \(error)") }
            }
        }
        #expect(result.status == .succeeded)
        #expect(
            warnings.withLock { $0 } == [
                "train: cannot write training curves to \(outputs)/tensorboard: a file or a link is in the way"
            ])
        #expect(project.text("outputs/toy/train/number") == "25")
    }
}
