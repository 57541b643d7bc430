import ArgumentParser
import Foundation

/// The supervisor: first random instants of the real program, then every operation of a small engine run.
struct TormentCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "torment", shouldDisplay: false)

    @Option(help: "How many random instants; of the worst moments, five times as many at most.")
    var count = 200

    @Option(help: "Decides all instants; drawn and printed when absent.")
    var seed: UInt64?

    @Option(help: ArgumentHelp("The program to kill; default: beside this one.", valueName: "path"))
    var tweed: String?

    @Option(help: ArgumentHelp("Holds recipes/ and models/; default: the current folder.", valueName: "dir"))
    var project: String?

    @Option(help: "Which part: all, random or moments.")
    var part = Part.all

    enum Part: String, ExpressibleByArgument, CaseIterable { case all, random, moments }

    func validate() throws {
        if !(1...1_000_000).contains(count) {
            throw ValidationError("--count must be from 1 to 1000000, not \(count)")
        }
    }

    func run() throws {
        let seed = seed ?? UInt64.random(in: 1...999_999)
        let folder =
            FileManager.default.temporaryDirectory.resolvingSymlinksInPath().path
            + "/tweed-torture-\(ProcessInfo.processInfo.processIdentifier)"
        let log = TortureLog()
        log.say("torture: \(count) kills, seed \(seed), in \(folder)")
        do {
            if part != .moments {
                try RandomKills(
                    folder: folder + "/random", project: project ?? FileManager.default.currentDirectoryPath,
                    tweed: try tweed ?? Self.sibling("tweed"), count: count, seed: seed, log: log
                ).run()
            }
            if part != .random {
                try WorstMoments(
                    folder: folder + "/moments", program: try Self.sibling(nil), maximum: 5 * count,
                    seed: seed, log: log
                ).run()
            }
        } catch let failure as TortureFailure {
            log.say("FAILED: \(failure)")
            log.say("everything is left as it was found: \(folder)")
            log.say("again with the same instants: --count \(count) --seed \(seed)")
            throw ExitCode(1)
        }
        try Folders.remove(folder)
        log.say("torture: nothing lost, nothing half written")
    }

    /// This program, or one that was built beside it.
    private static func sibling(_ name: String?) throws -> String {
        guard let own = Bundle.main.executableURL?.resolvingSymlinksInPath() else {
            throw TortureFailure("cannot find out where this program is; name the other one with --tweed")
        }
        guard let name else { return own.path }
        let path = own.deletingLastPathComponent().appendingPathComponent(name).path
        guard FileManager.default.isExecutableFile(atPath: path) else {
            throw TortureFailure("there is no program \(path); build it with: make build")
        }
        return path
    }
}
