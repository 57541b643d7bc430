/// Where things are in a cache folder.
struct CacheLayout: Sendable {
    var root: String

    var temporary: String { Paths.join(root, "temporary") }
    var damaged: String { Paths.join(root, "damaged") }
    var objects: String { Paths.join(root, "objects") }
    var actions: String { Paths.join(root, "actions") }
    /// Content of others that is not part of the cache yet.
    var incoming: String { Paths.join(root, "incoming") }
    /// Saved state and progress of the keys that are computed now, or whose computing was cut off.
    var running: String { Paths.join(root, "running") }
    /// A file of which each running key has a byte locked.
    var locks: String { Paths.join(root, "locks") }
    var history: String { Paths.join(root, "history") }
    var snapshots: String { Paths.join(root, "snapshots") }
    /// Shards of earlier runs, by family and key, for longer runs to go on from.
    var families: String { Paths.join(root, "families") }
    var statCache: String { Paths.join(root, "stat-cache") }
    /// Held shared by every run, exclusively by a collection.
    var lock: String { Paths.join(root, "lock") }

    func running(_ key: Digest) -> RunningFolder {
        RunningFolder(path: Paths.join(running, key.hexadecimal), temporary: temporary)
    }
}
