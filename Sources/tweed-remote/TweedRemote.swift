import ArgumentParser
import Foundation

/// `tweed-remote`: what of `tweed` needs a network. A program of its own, so that `tweed` builds without it.
@main
struct TweedRemote: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tweed-remote", abstract: "The part of tweed that speaks with other machines.",
        subcommands: [
            PushCommand.self, PullCommand.self, CacheCommand.self, BaseCommand.self,
            DescribeCommand.self, DigestCommand.self, HubCommand.self,
        ])
}
