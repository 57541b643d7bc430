import Engine
import Foundation

/// Kills the real program at random instants of its run of a small recipe, and lets it go on each time.
final class RandomKills {
    /// The longest time that a run lives before it is killed, as a share of the undisturbed run. Most live much
    /// shorter, so that each run of the recipe is killed several times on its way and kills fall all over it; some
    /// live longer, to get past what is not saved in between.
    private static let longestLife = 0.6
    private static let recipe = "torture"

    private let folder: String
    private let project: String
    private let tweed: String
    private let count: Int
    private let log: TortureLog
    private var random: SeededGenerator
    private var kills = 0
    private var runs = 0
    private var completed = 0
    private var resumed = 0
    private var places = Tally()

    init(folder: String, project: String, tweed: String, count: Int, seed: UInt64, log: TortureLog) {
        self.folder = folder
        self.project = project
        self.tweed = tweed
        self.count = count
        self.log = log
        random = SeededGenerator(seed: seed)
    }

    func run() throws {
        try copyProject()
        let reference = Attempt(folder: folder, name: "undisturbed")
        let began = TortureLog.now
        try finish(start(reference), reference, within: 3_600)
        let seconds = TortureLog.now - began
        let expected = try tree(reference)
        log.say("undisturbed run: \(Self.text(seconds)), \(expected.count) results")

        let start = TortureLog.now
        var number = 0
        while kills < count {
            number += 1
            let attempt = Attempt(folder: folder, name: "killed-\(number)")
            try torment(attempt, undisturbed: seconds, since: start)
            try compare(attempt, with: expected, undisturbed: seconds)
            try Folders.remove(attempt.folder)
        }
        log.say(
            "random instants: \(kills) kills in \(runs) runs, \(completed) completed with the bytes of the "
                + "undisturbed one; stages went on from saved state \(resumed) times; "
                + Self.text(TortureLog.now - start))
        log.say("  stages finished before the kill (kills): \(places.text)")
    }

    /// Kills and goes on until a run completes.
    private func torment(_ attempt: Attempt, undisturbed seconds: Double, since start: Double) throws {
        while true {
            let share = Double.random(in: 0..<1, using: &random)
            let life = share * share * max(0.5, seconds * Self.longestLife)
            let isLast = kills == count
            let began = TortureLog.now
            let child = try self.start(attempt)
            if isLast || child.wait(until: began + life) != nil {
                return try finish(child, attempt, within: seconds * 10 + 120)
            }
            guard child.kill() == .signal(9) else {
                // It ended by itself in the last instant.
                return try finish(child, attempt, within: 1)
            }
            kills += 1
            places.add(try "\(WholeRecords(cache: attempt.cache).records.count)")
            guard child.hasLeftNothing() else {
                throw TortureFailure("a process of the run (group \(child.identifier)) outlives it")
            }
            try Inspector(cache: attempt.cache, outputs: attempt.outputs).inspect()
            log.progress("random instants", kills, of: count, since: start)
        }
    }

    private func compare(_ attempt: Attempt, with expected: ResultTree, undisturbed seconds: Double) throws {
        completed += 1
        resumed += try attempt.resumptions()
        let inspector = Inspector(cache: attempt.cache, outputs: attempt.outputs)
        try inspector.inspect()
        try inspector.checkNothingIsRunning()
        if let difference = try tree(attempt).difference(from: expected) {
            throw TortureFailure("\(attempt.folder) is not what the undisturbed run left: \(difference)")
        }
        // And all of it is found again.
        try finish(start(attempt), attempt, within: seconds * 10 + 120)
        let statuses = try attempt.statuses()
        guard !statuses.isEmpty, statuses.allSatisfy({ $0 == "cached" }) else {
            throw TortureFailure(
                "\(attempt.folder) is complete, but the next run was not all cached: \(statuses)")
        }
    }

    private func tree(_ attempt: Attempt) throws -> ResultTree {
        try ResultTree(cache: attempt.cache, outputs: attempt.outputs, timed: ["report"])
    }

    private func start(_ attempt: Attempt) throws -> ChildProcess {
        try Folders.make(attempt.folder)
        runs += 1
        return try ChildProcess(
            tweed,
            [
                "run", folder + "/project/recipes/\(Self.recipe).json", "--cache", attempt.cache, "--outputs",
                attempt.outputs, "--json",
            ], output: attempt.report, log: attempt.log)
    }

    private func finish(_ child: ChildProcess, _ attempt: Attempt, within seconds: Double) throws {
        guard let ending = child.wait(until: TortureLog.now + seconds) else {
            _ = child.kill()
            throw TortureFailure("a run did not end within \(Self.text(seconds)); see \(attempt.log)")
        }
        guard ending == .exit(0) else {
            throw TortureFailure("a run that nobody disturbed ended with \(ending); see \(attempt.log)")
        }
        guard child.hasLeftNothing() else {
            throw TortureFailure("a process of the run (group \(child.identifier)) outlives it")
        }
    }

    private func copyProject() throws {
        let copy = folder + "/project"
        try Folders.make(copy + "/recipes")
        try Folders.copy(project + "/recipes/prompts", to: copy + "/recipes/prompts")
        try Folders.copy(project + "/models", to: copy + "/models")
        try Folders.copy(
            project + "/Tools/Torture/recipe.json", to: copy + "/recipes/\(Self.recipe).json")
        // Marks the folder as a project, so that recipes/ may read models/ beside it.
        try Folders.make(copy + "/.tweed")
    }

    private static func text(_ seconds: Double) -> String { "\((seconds * 10).rounded() / 10) s" }
}
