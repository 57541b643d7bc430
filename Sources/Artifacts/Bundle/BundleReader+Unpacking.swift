import Engine
import Foundation

extension BundleReader {
    /// Takes the artifact apart; see `ArtifactUnpacker`.
    ///
    /// - Parameters:
    ///   - folder: new, or empty, or one in which the same recipe stands.
    ///   - cacheFolder: made when absent.
    ///   - overwrites: whether files of other content in the folder are replaced.
    ///   - progress: hears now and then how many bytes of how many have been read.
    /// - Throws: what is wrong first; folder and cache are then as they were. `CancelledError`.
    public func unpack(
        into folder: String, cacheFolder: String, overwrites: Bool = false,
        cancellation: CancellationFlag = CancellationFlag(),
        progress: (_ done: Int64, _ all: Int64) -> Void = { _, _ in }
    ) throws -> Unpacked {
        let before = [folder, cacheFolder].map { FileManager.default.fileExists(atPath: $0) }
        do {
            let unpacker = try ArtifactUnpacker(
                manifest: manifest, config: config(), folder: folder, cacheFolder: cacheFolder,
                overwrites: overwrites, isResumable: false)
            do {
                return try unpack(unpacker, cancellation, progress)
            } catch {
                unpacker.discard()
                throw error
            }
        } catch {
            // Whatever was made on the way goes, but nothing that was there before.
            for (path, wasThere) in zip([folder, cacheFolder], before) where !wasThere {
                try? FileManager.default.removeItem(atPath: path)
            }
            throw error
        }
    }

    private func unpack(
        _ unpacker: ArtifactUnpacker, _ cancellation: CancellationFlag,
        _ progress: (_ done: Int64, _ all: Int64) -> Void
    ) throws -> Unpacked {
        let missing = try unpacker.missing()
        let all = missing.map(\.size).saturatingSum
        var done: Int64 = 0
        for descriptor in missing {
            let blob = try unpacker.receive(descriptor)
            try read(descriptor) { bytes in
                if cancellation.isCancelled { throw CancelledError() }
                try blob.write(bytes)
                done += Int64(bytes.count)
                progress(done, all)
            }
            try blob.finish()
        }
        return try unpacker.finish()
    }
}
