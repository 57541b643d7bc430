import Engine
import Foundation
import Recipes
import Stages
import Synchronization
import Values

/// Counts to a number and writes it down; saves where it was when it is stopped.
struct CountingKind: StageKind {
    /// Called before each step.
    var beforeStep: @Sendable (StageContext, Int) throws -> Void = { _, _ in }

    let description = StageKindDescription(
        name: "count", summary: "Counts.",
        parameters: [
            ParameterDescription("to", .integer(1...1_000), unit: "steps", help: "How far."),
            ParameterDescription(
                "note_every", .integer(1...1_000), unit: "steps", default: 10, role: .neutral,
                help: "How often to say so."),
            ParameterDescription(
                "of", .list(of: .artifact(types: ["number"]), count: 0...9), default: [], help: "What to add."
            ),
        ], outputs: [OutputDescription("number", type: "number", summary: "The sum.")],
        primaryOutput: "number", cores: 2)

    func run(_ context: StageContext) throws {
        let end = try context.integer("to")
        var position = 0
        if let saved = try context.checkpoints.latest() {
            position = Int(try String(contentsOfFile: saved.folder + "/position", encoding: .utf8)) ?? 0
            context.progress.resumed(from: "step \(position) of \(end)")
        }
        while position < end {
            try beforeStep(context, position)
            if context.isCancelled {
                let current = position
                try context.checkpoints.save(name: "step-\(current)") { folder in
                    try Data("\(current)".utf8).write(to: URL(fileURLWithPath: folder + "/position"))
                }
                throw CancelledError()
            }
            position += 1
            context.progress.report(completed: position, total: end, unit: "steps")
        }
        let others = try context.artifacts("of").map { artifact in
            Int(try String(contentsOfFile: try artifact.path(of: "sum.txt"), encoding: .utf8)) ?? 0
        }
        let folder = try context.outputFolder("number")
        try Data("\(others.reduce(end, +))".utf8).write(to: URL(fileURLWithPath: folder + "/sum.txt"))
    }
}

/// Writes a page and a summary, as the kind `report` does.
struct PageKind: StageKind {
    let description = StageKindDescription(
        name: "report", summary: "Writes a page.",
        parameters: [ParameterDescription("of", .artifact(types: ["number"]), help: "What to show.")],
        outputs: [OutputDescription("page", type: "page", summary: "The page.")], primaryOutput: "page")

    func run(_ context: StageContext) throws {
        let number = try String(contentsOfFile: context.artifact("of").path(of: "sum.txt"), encoding: .utf8)
        let folder = try context.outputFolder("page")
        try Data("<p>\(number)</p>".utf8).write(to: URL(fileURLWithPath: folder + "/report.html"))
        try Data("{\"number\":\(number)}".utf8).write(to: URL(fileURLWithPath: folder + "/summary.json"))
    }
}

/// Fails when it is told to.
struct FailingKind: StageKind {
    struct Failure: Error, CustomStringConvertible {
        var description: String { "told to fail" }
    }

    let description = StageKindDescription(
        name: "fail", summary: "Fails.",
        outputs: [OutputDescription("number", type: "number", summary: "None.")],
        primaryOutput: "number")

    func run(_ context: StageContext) throws { throw Failure() }
}
