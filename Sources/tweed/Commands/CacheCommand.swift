import ArgumentParser

/// `tweed cache`: what is kept, and what goes.
struct CacheCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cache", abstract: "List, check and clear up the cache of results.",
        discussion: """
            EXAMPLE:
              tweed cache list
              tweed cache gc --max-size 10GB --max-age 30d --dry-run
            """,
        subcommands: [
            CacheListCommand.self, CacheVerifyCommand.self, CacheCollectCommand.self, CachePinCommand.self,
            CacheUnpinCommand.self,
        ])
}
