import Foundation
import Values

/// Remembers what was placed in a stage's folder, so that the next run sees in no time whether it still is.
struct PresentationMarker: Equatable {
    /// What tells an untouched file. Not the time of the last status change: another name of the same bytes, here
    /// or in the store, changes that one.
    struct Stamp: Equatable {
        var size: Int64
        var modified: Int64
        var inode: UInt64

        init(_ stamp: FileStamp) {
            size = stamp.size
            modified = stamp.modified
            inode = stamp.inode
        }

        init(_ object: ObjectReader) throws {
            size = try object.integer("size")
            modified = try object.integer("modified")
            inode = UInt64(bitPattern: try object.integer("inode"))
        }

        var json: JSONValue {
            .object([
                "size": .integer(size), "modified": .integer(modified),
                "inode": .integer(Int64(bitPattern: inode)),
            ])
        }
    }

    /// Of all outputs together.
    var digest: Digest
    /// By path below the stage's folder.
    var files: [String: Stamp]
    /// What was placed before; a kill may have left it standing.
    var previous: [String: Stamp]

    init(digest: Digest, files: [String: Stamp], previous: [String: Stamp]) {
        self.digest = digest
        self.files = files
        self.previous = previous
    }

    static func read(_ path: String) -> PresentationMarker? {
        guard let data = try? FileReader.read(path, maximumBytes: 1 << 30),
            let object = try? SealedRecord.open(data),
            let digest = try? object.digest("digest"),
            let files = try? object.object("files").fields.mapValues({ try Stamp(ObjectReader($0)) }),
            let previous = try? object.object("previous").fields.mapValues({ try Stamp(ObjectReader($0)) })
        else { return nil }
        return PresentationMarker(digest: digest, files: files, previous: previous)
    }

    var json: JSONValue {
        .object([
            "digest": .string(digest.hexadecimal), "files": .object(files.mapValues(\.json)),
            "previous": .object(previous.mapValues(\.json)),
        ])
    }

    static func stamps(below folder: String) throws -> [String: Stamp] {
        var stamps: [String: Stamp] = [:]
        for file in try FolderScanner(links: .refused).files(in: folder) {
            stamps[file.relativePath] = Stamp(file.status.stamp)
        }
        return stamps
    }

    /// Whether every file that was placed is there and untouched.
    func describes(_ folder: String) throws -> Bool {
        guard try FileStatus.read(folder)?.kind == .folder else { return false }
        return try files.allSatisfy { path, stamp in
            guard let status = try FileStatus.read(Paths.join(folder, path)) else { return false }
            return status.kind == .file && Stamp(status.stamp) == stamp
        }
    }

    /// Whether every file that is there was placed by a run and is untouched.
    func vouches(forAllBelow folder: String) throws -> Bool {
        guard let found = try? Self.stamps(below: folder) else { return false }
        return found.allSatisfy { files[$0.key] == $0.value || previous[$0.key] == $0.value }
    }
}
