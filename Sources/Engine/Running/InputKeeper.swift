import Foundation

/// Keeps copies of small text inputs, so that the next run can name the line that changed.
struct InputKeeper: Sendable {
    static let maximumFileBytes = 256 << 10
    static let maximumInputBytes: Int64 = 4 << 20

    let store: any ContentStore

    /// Explanations are a courtesy: nothing here fails a stage.
    func keep(_ inputs: [String: ResolvedInput]) {
        for input in inputs.values {
            guard case .external(let artifact, _, let manifest) = input.source else { continue }
            if let manifest { _ = try? store.store(manifest.data) }
            var kept: Int64 = 0
            for file in artifact.files where file.size <= Self.maximumFileBytes {
                guard kept + file.size <= Self.maximumInputBytes else { break }
                kept += file.size
                if (try? store.holds(file.digest, size: file.size)) == true { continue }
                guard let data = try? Data(contentsOf: URL(fileURLWithPath: file.path)), Self.isText(data)
                else { continue }
                _ = try? store.store(data)
            }
        }
    }

    static func isText(_ data: Data) -> Bool {
        !data.contains(0) && String(validating: data, as: UTF8.self) != nil
    }
}
