import ArgumentParser
import Dispatch
import Engine
import Values

/// `tweed cache verify`: reads every object.
struct CacheVerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Read everything in the cache and compare it with its digests.",
        discussion: """
            What is damaged is set aside; the next run makes it again.

            EXAMPLE:
              tweed cache verify

            EXIT CODES: 0 all is whole; 1 something was damaged; 2 there is no cache; 130, 143 stopped.
            """)

    @OptionGroup var folders: CacheOptions

    @Flag(help: "Print JSON; progress goes to standard error.")
    var json = false

    func run() throws {
        let engine = try folders.engine()
        let listing = try engine.contents()
        let cancellation = CancellationFlag()
        let signals = StopSignals(cancellation: cancellation) {}
        var meter = ByteMeter(stream: .error, verb: "checked")
        let damaged: [Digest]
        do {
            damaged = try engine.checkObjects(cancellation: cancellation) { meter.show($0, of: $1) }
        } catch is CancelledError {
            meter.finish()
            let signal = signals.received.flatMap { ExitStatus(rawValue: 128 + $0) }
            throw CommandFailure(status: signal ?? .failed, text: "Stopped\n")
        }
        meter.finish()
        let output = StandardStream.output
        if json {
            let value: JSONValue = [
                "objects": .integer(Int64(listing.objects)), "bytes": .integer(listing.objectBytes),
                "damaged": .array(damaged.map { .string($0.hexadecimal) }),
            ]
            output.write(value.canonicalText + "\n")
        } else if damaged.isEmpty {
            output.writeLine(
                "All \(QuantityText.count(listing.objects, "object")) (\(QuantityText.bytes(listing.objectBytes))) "
                    + "are whole")
        } else {
            output.writeLine(
                "\(damaged.count) of \(QuantityText.count(listing.objects, "object")) damaged and set aside; the "
                    + "next run makes again what it needs:")
            for digest in damaged { output.writeLine("  \(digest)") }
        }
        if !damaged.isEmpty { throw CommandFailure(status: .failed, text: "") }
    }
}
