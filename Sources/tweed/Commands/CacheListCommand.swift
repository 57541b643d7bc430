import ArgumentParser
import Engine
import Foundation
import Values

/// `tweed cache list`: every result in the cache.
struct CacheListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the results in the cache: size, age, last use, where they are shown.",
        discussion: """
            EXAMPLE:
              tweed cache list

            EXIT CODES: 0; 2 there is no cache.
            """)

    @OptionGroup var folders: CacheOptions

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let text = CacheText(
            listing: try folders.engine().contents(), now: Date().timeIntervalSince1970)
        if json {
            StandardStream.output.write(text.json.canonicalText + "\n")
        } else {
            for line in text.lines { StandardStream.output.writeLine(line) }
        }
    }
}
