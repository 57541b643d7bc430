import ArgumentParser
import Stages

/// Which stages to run.
struct SelectionOptions: ParsableArguments {
    @Option(
        parsing: .singleValue,
        help: ArgumentHelp(
            "Compute only this stage; what it needs must be cached. May be repeated. A name without brackets "
                + "stands for all stages of its matrix.", valueName: "stage"))
    var only: [String] = []

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp("Run only this stage and what it depends on. May be repeated.", valueName: "stage")
    )
    var until: [String] = []

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp(
            "Compute this stage although its result is cached. May be repeated.", valueName: "stage"))
    var force: [String] = []

    func validate() throws {
        if !only.isEmpty, !until.isEmpty {
            throw ValidationError(
                "--only and --until exclude each other: --only computes what it names and nothing before it, "
                    + "--until also what comes before")
        }
    }

    /// Whether no stage is treated in another way than the rest.
    var isEverything: Bool { only.isEmpty && until.isEmpty && force.isEmpty }

    var choices: RunChoices { RunChoices(only: only, until: until, forced: force) }
}
