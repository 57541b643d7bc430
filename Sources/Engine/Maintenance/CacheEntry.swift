/// One result in the cache.
public struct CacheEntry: Equatable, Sendable {
    /// Where a person sees it.
    public struct Place: Equatable, Sendable {
        public var scope: String
        public var stage: String
        public var path: String
    }

    public var key: Digest
    /// Of the stage that made it.
    public var description: StageDescription
    public var outputs: [String: OutputReference]
    /// Seconds since 1970 at which it was made.
    public var finished: Double
    /// How long it took to compute.
    public var seconds: Double
    /// Seconds since 1970 at which it was last of use; noted once an hour.
    public var used: Double
    public var isPinned: Bool
    public var places: [Place]

    /// Bytes of all outputs. Results may share content, so the cache is smaller than their sum.
    public var size: Int64 { outputs.values.map(\.size).saturatingSum }
}

/// What a cache holds.
public struct CacheListing: Equatable, Sendable {
    /// The one used last first.
    public var entries: [CacheEntry]
    /// Bytes of all objects.
    public var objectBytes: Int64
    public var objects: Int
}

extension Engine {
    /// Everything in the cache.
    public func contents() throws -> CacheListing {
        let pins = try context.pins.all()
        let shown = Dictionary(grouping: try context.shown.places(), by: \.outputs)
        let objects = try GarbageCollector.objects(in: context.layout)
        var entries: [CacheEntry] = []
        if try FileStatus.read(context.layout.actions) != nil {
            for name in try FileReader.names(in: context.layout.actions) {
                guard let key = Digest(hexadecimal: name), let record = try context.actions.record(of: key),
                    let status = try FileStatus.read(Paths.join(context.layout.actions, name))
                else { continue }
                let places = shown[OutputPresenter.digest(of: record.outputs)] ?? []
                entries.append(
                    CacheEntry(
                        key: key, description: record.description, outputs: record.outputs,
                        finished: record.finished, seconds: record.seconds,
                        used: Double(status.stamp.modified) / 1e9, isPinned: pins.contains(key),
                        places: places.map { .init(scope: $0.scope, stage: $0.stage, path: $0.path) }))
            }
        }
        entries.sort { ($0.used, $0.key) > ($1.used, $1.key) }
        return CacheListing(
            entries: entries, objectBytes: objects.map(\.size).saturatingSum, objects: objects.count)
    }
}
