import ArgumentParser
import Stages

/// How to run.
struct SteeringOptions: ParsableArguments {
    @Flag(help: "After a failure, go on with every stage that does not depend on what failed.")
    var keepGoing = false

    @Option(
        help: ArgumentHelp("Compute at most so many stages at once; default: as many as fit.", valueName: "n")
    )
    var jobs: Int?

    @Option(help: "How many cores to keep busy; default: all.")
    var threads: Int?

    @Option(
        help: ArgumentHelp(
            "Write every event of the run to this file, one JSON object a line; what it held is replaced.",
            valueName: "file"),
        completion: .file(extensions: ["jsonl"]))
    var events: String?

    func validate() throws {
        if let threads, !(1...1024).contains(threads) {
            throw ValidationError("--threads must be from 1 to 1024, not \(threads)")
        }
        if let jobs, !(1...1024).contains(jobs) {
            throw ValidationError("--jobs must be from 1 to 1024, not \(jobs)")
        }
    }
}
