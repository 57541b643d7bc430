/// Results of others that were found whole and in accord with their content, ready to become part of a cache.
public struct CheckedResults: Sendable {
    /// Those that are to become part of the cache.
    let accepted: [ActionRecord]
    let objects: [StoredObject]
    let report: ExchangeReport
}

/// What came of taking in results.
public struct ExchangeReport: Equatable, Sendable {
    /// Results that are new in the cache.
    public var added: [Digest] = []
    /// Results that were there already, with the same bytes.
    public var present: [Digest] = []
    /// Results that were there already with other bytes, and stay so.
    public var differing: [Digest] = []
    /// Results whose content did not come with them, nor was it there; they were passed over.
    public var incomplete: [Digest] = []
    /// Objects that came in.
    public var objects = 0
}

extension CacheExchange {
    /// Looks whether results of others are whole. Nothing of the cache changes.
    ///
    /// - Parameters:
    ///   - records: each key once.
    ///   - objects: that have come in, verified; they may be moved from where they are.
    ///   - mayLack: results that may come without content; such are passed over.
    /// - Throws: `ExchangeError` where a result lacks content or contradicts it, or where an object is part of no
    ///   result.
    public func check(
        _ records: [ActionRecord], with objects: [StoredObject], mayLack: (Digest) -> Bool = { _ in false }
    ) throws -> CheckedResults {
        let incoming = Dictionary(objects.map { ($0.digest, $0) }, uniquingKeysWith: { first, _ in first })
        var report = ExchangeReport()
        var accepted: [ActionRecord] = []
        var used: Set<Digest> = []
        for record in records {
            var check = ExchangeCheck(context: context, incoming: incoming)
            do {
                try check.check(record)
            } catch ExchangeError.missingContent where mayLack(record.key) {
                report.incomplete.append(record.key)
                continue
            }
            used.formUnion(check.used)
            guard let own = try self.record(of: record.key) else {
                accepted.append(record)
                report.added.append(record.key)
                continue
            }
            if own.outputs == record.outputs {
                report.present.append(record.key)
            } else {
                report.differing.append(record.key)
            }
        }
        if let stray = objects.first(where: { !used.contains($0.digest) }) {
            throw ExchangeError.strayObject(stray.digest)
        }
        report.objects = incoming.count
        return CheckedResults(
            accepted: accepted, objects: incoming.values.sorted { $0.digest < $1.digest }, report: report)
    }

    /// Moves the objects into the store, durably. No result refers to them yet.
    public func takeObjects(of results: CheckedResults) throws {
        try context.store.adopt(results.objects.map { AdoptedFile(path: $0.path, digest: $0.digest) })
        try context.writes.settle()
    }

    /// Makes the results known, durably; `takeObjects` comes before. A result that the cache has already stays.
    @discardableResult
    public func takeRecords(of results: CheckedResults) throws -> ExchangeReport {
        for record in results.accepted { try context.actions.store(record) }
        try context.writes.settle()
        return results.report
    }
}
