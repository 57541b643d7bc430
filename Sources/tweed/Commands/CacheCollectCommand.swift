import ArgumentParser
import Engine
import Foundation
import Values

/// `tweed cache gc`: removes what nobody needs.
struct CacheCollectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gc",
        abstract: "Remove results that were not used for long, or that take too much space.",
        discussion: """
            Pinned results and those that an outputs folder shows always stay, whatever the limits say. Without \
            limits, only content that no result uses goes, and state of stopped stages that nobody went on with.
            While a run is at work in the cache, nothing is removed.

            EXAMPLE:
              tweed cache gc --max-size 10GB --max-age 30d --dry-run

            EXIT CODES: 0; 1 a run is at work, or something cannot be removed; 2 the command line is wrong, there \
            is no cache.
            """)

    @OptionGroup var folders: CacheOptions

    @Option(help: ArgumentHelp("Remove the results used longest ago until the rest fits.", valueName: "size"))
    var maxSize: ByteAmount?

    @Option(help: ArgumentHelp("Remove results that were not used for so long.", valueName: "time"))
    var maxAge: TimeAmount?

    @Option(
        help: ArgumentHelp(
            "Remove the saved state of stopped stages after so long; default: 30d.", valueName: "time"))
    var maxStateAge: TimeAmount?

    @Flag(help: "Remove nothing; say what would go.")
    var dryRun = false

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let engine = try folders.engine()
        var policy = GarbagePolicy(
            maximumAge: maxAge?.seconds, maximumBytes: maxSize?.bytes, isDryRun: dryRun)
        if let maxStateAge { policy.maximumStateAge = maxStateAge.seconds }
        let listing = try engine.contents()
        let report: GarbageReport
        do {
            report = try engine.collectGarbage(policy)
        } catch let error as EngineError {
            guard case .cacheInUse = error else { throw error }
            throw CommandFailure(
                status: .failed, text: Self.busy(try engine.runs.live(), now: Date().timeIntervalSince1970))
        }
        let text = CollectionText(report: report, policy: policy, listing: listing)
        if json {
            StandardStream.output.write(text.json.canonicalText + "\n")
        } else {
            for line in text.lines { StandardStream.output.writeLine(line) }
        }
    }

    /// Why nothing was collected.
    static func busy(_ live: [RunRecord], now: Double) -> String {
        var text = "error: nothing was removed, because the cache is in use"
        let users = live.map {
            "a run of \($0.scope) (process \($0.process), began \(QuantityText.age(now - $0.started)))"
        }
        text += users.isEmpty ? " by another command" : " by " + users.joined(separator: ", ")
        return TerminalText.harmless(text) + "\ntry again when it has ended\n"
    }
}
