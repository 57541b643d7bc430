import ArgumentParser
import Artifacts
import Foundation
import Sharing

/// `tweed-remote push`: sends an artifact that `tweed push` has packed.
struct PushCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "push", abstract: "Send a packed artifact to a registry.")

    @OptionGroup var registry: RegistryOptions

    @Option(help: "The list of the packed artifact.", completion: .file())
    var list: String

    @Option(help: "Sign with this key, an Ed25519 key in a PEM file.", completion: .file())
    var signKey: String?

    @Option(
        parsing: .singleValue,
        help: "Another repository of the registry that may have the blobs; may be repeated.")
    var mountFrom: [String] = []

    func run() throws {
        let key = try signKey.map(SigningKey.init(file:))
        let packed = try PackedArtifact(readingList: list)
        let signature = try key.map { try ArtifactSignature.sign(packed.manifest.descriptor, with: $0) }
        let client = try registry.client()
        let meter = ProgressMeter()
        let progress = TransferProgress { meter.show($0) }
        let digest = try ArtifactPusher(client, progress: progress, mountsFrom: mountFrom)
            .push(packed, signature: signature)
        meter.finish()
        let count = progress.current
        print("\(client.reference.registry)/\(client.reference.name)@sha256:\(digest)")
        print(
            "\(count.totalBlobs - count.present) blobs sent, \(count.present) were there, \(count.bytes) bytes"
        )
    }
}
