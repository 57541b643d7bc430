import ArgumentParser
import Engine
import Recipes
import Stages

/// `tweed cache pin`: keeps a result.
struct CachePinCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pin", abstract: "Keep a result from being removed by gc.",
        discussion: """
            EXAMPLE:
              tweed cache pin recipes/quickstart.json narf
              tweed cache pin 3f9a01c2

            EXIT CODES: 0; 1 the stage has no result in the cache; 2 no such stage, key, recipe or cache.
            """)

    @OptionGroup var target: CacheTarget

    func run() throws {
        let (engine, entry) = try target.find()
        try engine.pin(entry.key)
        StandardStream.output.writeLine(
            "Pinned \(entry.key.short): \(entry.description.stage), \(QuantityText.bytes(entry.size))")
    }
}

/// `tweed cache unpin`: lets it go again.
struct CacheUnpinCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unpin", abstract: "Let gc remove a pinned result again.",
        discussion: """
            EXAMPLE:
              tweed cache unpin recipes/quickstart.json narf

            EXIT CODES: 0, also where it was not pinned; 1 the stage has no result in the cache; 2 no such stage, \
            key, recipe or cache.
            """)

    @OptionGroup var target: CacheTarget

    func run() throws {
        let (engine, entry) = try target.find()
        let wasPinned = try engine.unpin(entry.key)
        StandardStream.output.writeLine(
            wasPinned
                ? "No longer pinned: \(entry.key.short) (\(entry.description.stage))"
                : "\(entry.key.short) (\(entry.description.stage)) was not pinned")
    }
}
