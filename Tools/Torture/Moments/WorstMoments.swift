import Foundation

/// Walks over all operations of a small engine run: in the middle of and between them the process dies, and the run
/// is repeated. At every other moment the repetition dies as well, at an operation of its own.
final class WorstMoments {
    private let folder: String
    private let program: String
    private let maximum: Int
    private let log: TortureLog
    private var random: SeededGenerator
    private var operations: [String] = []
    private var kills = Tally()
    private var unreached = 0

    init(folder: String, program: String, maximum: Int, seed: UInt64, log: TortureLog) {
        self.folder = folder
        self.program = program
        self.maximum = maximum
        self.log = log
        random = SeededGenerator(seed: seed ^ 0x5eed)
    }

    func run() throws {
        let reference = try prepare("undisturbed")
        try finish(reference, ["--operations", reference.folder + "/operations"])
        let names = String(decoding: try Folders.data(reference.folder + "/operations"), as: UTF8.self)
        operations = names.split(separator: "\n").map(String.init)
        let expected = try tree(reference)
        let moments = chosen(from: all())

        let start = TortureLog.now
        for (index, moment) in moments.enumerated() {
            let attempt = try prepare("\(moment.operation)-\(moment.phase)")
            try strike(attempt, moment)
            if index % 2 == 1 {
                let again = Int.random(in: 0..<operations.count, using: &random)
                try strike(attempt, Moment(operation: again, phase: .middle))
            }
            try finish(attempt)
            let inspector = Inspector(cache: attempt.cache, outputs: attempt.outputs)
            try inspector.inspect()
            try inspector.checkNothingIsRunning()
            if let difference = try tree(attempt).difference(from: expected) {
                throw TortureFailure("\(attempt.folder) is not what the undisturbed run left: \(difference)")
            }
            try Folders.remove(attempt.folder)
            log.progress("worst moments", index + 1, of: moments.count, since: start)
        }
        let seconds = ((TortureLog.now - start) * 10).rounded() / 10
        log.say(
            "worst moments: \(moments.count) of \(all().count) moments of \(operations.count) operations; "
                + "\(kills.total) kills, all healed to the same bytes; \(unreached) runs ended before their kill; "
                + "\(seconds) s")
        log.say("  operations (kills): \(kills.text)")
    }

    /// What is on the disk before an operation is what was there after the one before it, so that counts once.
    private func all() -> [Moment] {
        [Moment(operation: 0, phase: .before)]
            + operations.indices.flatMap { index in
                let phases: [Moment.Phase] =
                    LethalFileSystem.divisible.contains(operations[index]) ? [.middle, .after] : [.after]
                return phases.map { Moment(operation: index, phase: $0) }
            }
    }

    /// All where there are not too many, else so many evenly from all.
    private func chosen(from moments: [Moment]) -> [Moment] {
        guard moments.count > maximum else { return moments }
        log.say("worst moments: \(maximum) of \(moments.count), spread evenly")
        let step = Double(moments.count) / Double(maximum)
        return (0..<maximum).map { moments[Int(Double($0) * step)] }
    }

    /// Lets a run die and looks at what it leaves.
    private func strike(_ attempt: Attempt, _ moment: Moment) throws {
        let child = try start(
            attempt, ["--operation", "\(moment.operation)", "--phase", moment.phase.rawValue])
        switch child.wait(until: TortureLog.now + 60) {
        case .signal(9):
            kills.add(operations.indices.contains(moment.operation) ? operations[moment.operation] : "later")
        // A run that goes on has fewer operations than a whole one.
        case .exit(0): unreached += 1
        case let ending:
            throw TortureFailure("a run that was to die ended with \(ending as Any); see \(attempt.log)")
        }
        guard child.hasLeftNothing() else {
            throw TortureFailure("a process of the run (group \(child.identifier)) outlives it")
        }
        try Inspector(cache: attempt.cache, outputs: attempt.outputs).inspect()
    }

    private func finish(_ attempt: Attempt, _ arguments: [String] = []) throws {
        let child = try start(attempt, arguments)
        guard let ending = child.wait(until: TortureLog.now + 60) else {
            _ = child.kill()
            throw TortureFailure("a run did not end within a minute; see \(attempt.log)")
        }
        guard ending == .exit(0) else {
            throw TortureFailure("a run that nobody disturbed ended with \(ending); see \(attempt.log)")
        }
    }

    private func tree(_ attempt: Attempt) throws -> ResultTree {
        try ResultTree(cache: attempt.cache, outputs: attempt.outputs)
    }

    private func prepare(_ name: String) throws -> Attempt {
        let attempt = Attempt(folder: folder, name: name)
        try Folders.make(attempt.folder)
        try Data("some words\n".utf8).write(to: URL(fileURLWithPath: attempt.folder + "/input.txt"))
        return attempt
    }

    private func start(_ attempt: Attempt, _ arguments: [String]) throws -> ChildProcess {
        try ChildProcess(
            program, ["victim", "--folder", attempt.folder] + arguments, output: attempt.report,
            log: attempt.log)
    }
}
