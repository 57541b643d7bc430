import Foundation
import Values

/// Remembers which stages the newest whole record has, so that a run in which nothing changed writes a few lines
/// that refer to it and not a thousand stages once more.
struct RunRepetition {
    let path: String
    let fileSystem: any FileSystem

    init(store: RunRecordStore, scope: String) {
        path = Paths.join(store.folder(of: scope), ".newest")
        fileSystem = store.fileSystem
    }

    /// The run whose record has just these stages.
    func origin(of fingerprint: Digest) -> RunID? {
        guard let data = try? FileReader.read(path, maximumBytes: 4096),
            let object = try? SealedRecord.open(data),
            (try? object.digest("stages")) == fingerprint
        else { return nil }
        return (try? object.string("run")).flatMap { RunID($0) }
    }

    func remember(_ id: RunID, _ fingerprint: Digest) throws {
        let temporary = Paths.temporarySibling(of: path)
        let value: JSONValue = ["run": .string(id.text), "stages": .string(fingerprint.hexadecimal)]
        try fileSystem.write(SealedRecord.seal(value), to: temporary, durably: false)
        try fileSystem.rename(temporary, to: path)
    }

    /// Of names and keys; nil unless all stages succeeded.
    static func fingerprint(_ outcomes: [StageOutcome]) -> Digest? {
        var text = Data()
        for outcome in outcomes {
            guard outcome.status.isSuccess, let key = outcome.key else { return nil }
            text += Data("\(key.hexadecimal) \(outcome.name)\n".utf8)
        }
        return Digest(of: text)
    }
}
