import ArgumentParser
import Foundation
import Hub
import Sharing
import Values

/// `tweed hub download`: files of a model into the cache that Python has, too.
struct HubDownloadCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "download", abstract: "Fetch a model into the local cache.",
        discussion: """
            Without --allow: settings, tokenizers, and the weights once, as safetensors where there are any. What the \
            cache has is not fetched again. The environment counts as for Python: HF_ENDPOINT, HF_HOME, HF_HUB_CACHE, \
            HF_TOKEN, HF_HUB_OFFLINE.

            EXAMPLE:
              tweed hub download stabilityai/sd-turbo --variant fp16
              tweed hub download org/name --revision v1.0 --allow '*.json' --allow 'unet/*'

            EXIT CODES: 0; 1 it cannot be had; 2 the command line is wrong.
            """)

    @Argument(help: "organisation/name, or hub:organisation/name@revision.")
    var model: String

    @Option(help: "A branch, a tag or the 40 digits of a commit; default: main.")
    var revision: String?

    @Option(
        help: ArgumentHelp("Fetch files that match, such as '*.json'; may be repeated.", valueName: "pattern")
    )
    var allow: [String] = []

    @Option(help: ArgumentHelp("Leave out files that match; may be repeated.", valueName: "pattern"))
    var ignore: [String] = []

    @Option(help: "Fetch weights of this variant, such as fp16, where there are any.")
    var variant: String?

    @Flag(help: "Print JSON.")
    var json = false

    @Flag(help: "Show no progress.")
    var quiet = false

    func run() throws {
        let reference = try reference()
        let environment = HubEnvironment()
        let cache = HubCache(folder: environment.cacheFolder)
        guard !environment.isOffline else { return try finishOffline(reference, cache) }
        let meter = ProgressMeter(unit: "files", isQuiet: quiet)
        let progress = TransferProgress { meter.show($0) }
        let client = try HubClient(reference, endpoint: environment.endpoint, token: environment.token())
        let outcome: HubDownloader.Outcome
        do {
            outcome = try HubDownloader(client, cache: cache, progress: progress).download(
                HubFileChoice(allow: allow, ignore: ignore, variant: variant))
        } catch {
            meter.finish()
            throw error
        }
        meter.finish()
        finish(reference, outcome, fetched: progress.current.bytes - progress.current.resumedBytes)
    }

    private func reference() throws -> HubReference {
        do {
            let text = model.hasPrefix(HubReference.prefix) ? model : HubReference.prefix + model
            let reference = try HubReference(text)
            return try revision.map { try reference.at($0) } ?? reference
        } catch let error as HubReferenceError {
            throw ValidationError("\(error)")
        }
    }

    /// Without the hub, what is there is all there is.
    private func finishOffline(_ reference: HubReference, _ cache: HubCache) throws {
        do throws(HubAbsence) {
            print(try cache.snapshot(reference))
        } catch {
            throw HubError.offline(reference, reason: error.reason)
        }
    }

    private func finish(_ reference: HubReference, _ outcome: HubDownloader.Outcome, fetched: Int64) {
        guard json else {
            let present = outcome.files.count { $0.wasPresent }
            print(outcome.folder)
            print(
                "\(reference): \(outcome.files.count) files, of which \(present) were there; "
                    + "\(fetched) bytes fetched; commit \(outcome.commit)")
            return
        }
        let files = outcome.files.map { file -> JSONValue in
            [
                "path": .string(file.path.text), "size": .integer(file.size), "blob": .string(file.etag),
                "present": .bool(file.wasPresent),
            ]
        }
        let report: JSONValue = [
            "model": .string(reference.repository), "revision": .string(reference.revision),
            "commit": .string(outcome.commit), "folder": .string(outcome.folder),
            "fetched": .integer(fetched), "files": .array(files),
        ]
        print(report.canonicalText)
    }
}
