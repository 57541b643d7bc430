import Engine
import Foundation

/// All result bytes of one cache and its outputs folder, by digest: what an undisturbed run must also have left.
struct ResultTree {
    /// `shown/<path>` and `result/<stage>/<output>` to digest.
    private(set) var digests: [String: String] = [:]
    /// Folders that are not results: the presenter's own, and training curves, which hold times.
    static let noResults: Set<String> = [".tweed", "tensorboard"]

    var count: Int { digests.count }

    /// - Parameter timed: kinds of stages whose results tell how long stages took; their pages are compared without
    ///   those times.
    init(cache: String, outputs: String, timed: Set<String> = []) throws {
        for path in try Folders.files(below: outputs, skipping: Self.noResults) {
            let data = try Folders.data(outputs + "/" + path)
            let isPage = !timed.isEmpty && path.hasSuffix(".html")
            digests["shown/" + path] = Digest(of: isPage ? Self.withoutTimes(data) : data).hexadecimal
        }
        for record in try WholeRecords(cache: cache).records where !timed.contains(record.description.kind) {
            for (output, reference) in record.outputs {
                // By key and not by stage alone: one cache may hold results of several settings.
                let name = "result/\(record.description.stage)/\(record.key.short)/\(output)"
                digests[name] = reference.digest.hexadecimal
            }
        }
    }

    /// What differs, in words; nil when nothing does.
    func difference(from expected: ResultTree) -> String? {
        let names = Set(digests.keys).union(expected.digests.keys).sorted()
        let different = names.filter { digests[$0] != expected.digests[$0] }
        guard !different.isEmpty else { return nil }
        return different.prefix(8).map { name in
            if digests[name] == nil { return "\(name) is missing" }
            return expected.digests[name] == nil ? "\(name) should not be there" : "\(name) has other bytes"
        }.joined(separator: "; ")
    }

    /// The page of a report with every time replaced by one and the same.
    static func withoutTimes(_ page: Data) -> Data {
        let text = String(decoding: page, as: UTF8.self)
        return Data(text.replacing(/>[0-9.]+( m [0-9]+)? s</, with: ">0 s<").utf8)
    }
}
