/// Marks what the kept results use and sweeps the rest.
///
/// The order makes a kill harmless: a result's record goes before its objects, so no record ever promises content
/// that a collection has taken.
struct GarbageCollector {
    struct Object {
        var digest: Digest
        var path: String
        var size: Int64
    }

    private struct Result {
        var key: Digest
        var used: Int64
        var isPinned: Bool
        var isShown: Bool
        /// The objects that it keeps, with their sizes.
        var objects: [Digest: Int64]

        var stays: Bool { isPinned || isShown }
    }

    let context: EngineContext
    let policy: GarbagePolicy

    func collect() throws -> GarbageReport {
        var report = GarbageReport()
        let all = try Self.objects(in: context.layout)
        let sizes = Dictionary(all.map { ($0.digest, $0.size) }, uniquingKeysWith: { first, _ in first })
        var kept: Set<Digest> = []
        var keptBytes: Int64 = 0
        var isFull = false
        let results = try results(sizes: sizes)
        // What stays in any case comes first, so that it counts against the limit.
        for result in results.filter(\.stays) + results.filter({ !$0.stays }) {
            let added = result.objects.reduce(0) { kept.contains($1.key) ? $0 : $0 + $1.value }
            if !result.stays {
                if let limit = policy.maximumBytes, keptBytes + added > limit { isFull = true }
                guard !isFull, !isExpired(result.used, after: policy.maximumAge) else {
                    report.removedResults += 1
                    report.removedKeys.append(result.key)
                    if !policy.isDryRun { try context.actions.remove(result.key) }
                    continue
                }
            }
            report.keptResults += 1
            if result.isPinned { report.pinnedResults += 1 }
            if result.isShown { report.shownResults += 1 }
            keptBytes += added
            kept.formUnion(result.objects.keys)
        }
        if !policy.isDryRun, try FileStatus.read(context.layout.actions) != nil {
            try context.fileSystem.synchronize([context.layout.actions])
        }
        for object in all {
            if kept.contains(object.digest) {
                report.keptBytes += object.size
                continue
            }
            report.removedObjects += 1
            report.removedBytes += object.size
            if !policy.isDryRun { try context.fileSystem.remove(object.path) }
        }
        try sweepStates(&report)
        let removed = Set(report.removedKeys)
        report.removedStates += try KeptRuns(layout: context.layout, fileSystem: context.fileSystem).sweep(
            isDryRun: policy.isDryRun,
            hasResult: { try !removed.contains($0) && context.actions.record(of: $0) != nil },
            isExpired: { isExpired($0, after: policy.maximumStateAge) })
        if !policy.isDryRun { try clearUp() }
        return report
    }

    /// Every object in a cache, by its name.
    static func objects(in layout: CacheLayout) throws -> [Object] {
        var objects: [Object] = []
        guard try FileStatus.read(layout.objects) != nil else { return [] }
        for prefix in try FileReader.names(in: layout.objects) {
            let folder = Paths.join(layout.objects, prefix)
            guard try FileStatus.read(folder)?.kind == .folder else { continue }
            for name in try FileReader.names(in: folder) {
                let path = Paths.join(folder, name)
                guard let digest = Digest(hexadecimal: prefix + name), let status = try FileStatus.read(path)
                else {
                    continue
                }
                objects.append(Object(digest: digest, path: path, size: status.stamp.size))
            }
        }
        return objects
    }

    /// All results, the one used last first.
    private func results(sizes: [Digest: Int64]) throws -> [Result] {
        guard try FileStatus.read(context.layout.actions) != nil else { return [] }
        let pins = try context.pins.all()
        let shown = Set(try context.shown.places().map(\.outputs))
        var results: [Result] = []
        for name in try FileReader.names(in: context.layout.actions) {
            guard let key = Digest(hexadecimal: name), let record = try context.actions.record(of: key),
                let status = try FileStatus.read(Paths.join(context.layout.actions, name))
            else { continue }
            var objects: [Digest: Int64] = [:]
            for output in record.outputs.values { mark(output, sizes, into: &objects) }
            // Copies of external inputs that explanations need; outputs of other stages are kept by those.
            for input in record.description.inputs.values where input.isExternal {
                mark(input.content, sizes, into: &objects)
            }
            results.append(
                Result(
                    key: key, used: status.stamp.modified, isPinned: pins.contains(key),
                    isShown: shown.contains(OutputPresenter.digest(of: record.outputs)), objects: objects))
        }
        return results.sorted { ($0.used, $0.key) > ($1.used, $1.key) }
    }

    private func mark(
        _ content: OutputReference, _ sizes: [Digest: Int64], into objects: inout [Digest: Int64]
    ) {
        guard let size = sizes[content.digest] else { return }
        objects[content.digest] = size
        guard content.isFolder, let manifest = try? context.store.manifest(of: content.digest) else { return }
        for entry in manifest.files.values {
            if let size = sizes[entry.digest] { objects[entry.digest] = size }
        }
    }

    private func sweepStates(_ report: inout GarbageReport) throws {
        guard try FileStatus.read(context.layout.running) != nil else { return }
        for name in try FileReader.names(in: context.layout.running) {
            let path = Paths.join(context.layout.running, name)
            guard let status = try FileStatus.read(path) else { continue }
            let state = try FileStatus.read(Paths.join(path, "state"))?.stamp.modified ?? 0
            guard isExpired(max(status.stamp.modified, state), after: policy.maximumStateAge) else {
                continue
            }
            report.removedStates += 1
            if !policy.isDryRun { try context.fileSystem.remove(path) }
        }
    }

    private func clearUp() throws {
        try context.shown.clearUp()
        try context.fileSystem.remove(context.layout.damaged)
        try context.fileSystem.remove(context.layout.incoming)
        // Each setting that was ever run has left one; the next run of a setting makes it anew.
        try context.fileSystem.remove(context.layout.snapshots)
        try context.fileSystem.remove(context.layout.temporary)
        try context.fileSystem.makeFolder(context.layout.temporary)
        let temporary = Paths.join(context.layout.temporary, Paths.temporaryName())
        try context.stamps.compact(temporary: temporary)
    }

    private func isExpired(_ time: Int64, after seconds: Double?) -> Bool {
        guard let seconds else { return false }
        return Double(WallClock.nanoseconds() - time) / 1e9 > seconds
    }
}
