import Engine
import Foundation

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Looks at what a kill has left. Whatever the instant, none of these may be found.
struct Inspector {
    let cache: String
    let outputs: String

    /// - Throws: `TortureFailure` with what was found.
    func inspect() throws {
        try checkObjects()
        try checkPromises()
        try checkLocks()
    }

    /// An object's bytes are what its name says, from the moment at which it has that name.
    private func checkObjects() throws {
        for path in try Folders.files(below: cache + "/objects") {
            let name = path.replacing("/", with: "")
            guard let digest = Digest(hexadecimal: name) else {
                throw TortureFailure("\(cache)/objects/\(path) is not named by a digest")
            }
            guard Digest(of: try Folders.data(cache + "/objects/" + path)) == digest else {
                throw TortureFailure("the object \(cache)/objects/\(path) is only a part of itself")
            }
        }
    }

    /// What a whole record promises is there, and nothing else is shown.
    private func checkPromises() throws {
        let promised = try WholeRecords(cache: cache).promised()
        for digest in promised
        where !FileManager.default.fileExists(atPath: WholeRecords.object(digest, in: cache)) {
            throw TortureFailure("a record promises the object \(digest.short), which is not in \(cache)")
        }
        for path in try Folders.files(below: outputs, skipping: ResultTree.noResults) {
            let digest = Digest(of: try Folders.data(outputs + "/" + path))
            guard promised.contains(digest) else {
                throw TortureFailure("\(outputs)/\(path) is shown, but no whole record tells of these bytes")
            }
        }
    }

    /// Every lock is free as soon as its holder is gone: those on whole files, and those on parts of one.
    private func checkLocks() throws {
        for root in [cache, outputs] {
            for path in try Folders.files(below: root, skipping: ["objects", "actions", "damaged"])
            where path.hasSuffix("/lock") || path == "lock" || path == "locks" {
                let descriptor = open(root + "/" + path, O_RDWR | O_CLOEXEC)
                guard descriptor >= 0 else { continue }
                defer { close(descriptor) }
                var part = flock()
                part.l_type = Int16(F_WRLCK)
                part.l_whence = Int16(SEEK_SET)
                let isPartFree = fcntl(descriptor, F_GETLK, &part) == 0 && part.l_type == Int16(F_UNLCK)
                guard isPartFree, flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
                    throw TortureFailure("\(root)/\(path) is still locked after its holder was killed")
                }
            }
        }
    }

    /// After a run that ended well nothing is left of stages on their way.
    func checkNothingIsRunning() throws {
        if let left = try Folders.files(below: cache + "/running").first {
            throw TortureFailure("the run ended well, but \(cache)/running/\(left) is left")
        }
    }
}
