/// Which files of a repository are wanted.
public struct HubFileChoice: Sendable {
    /// Patterns; with none, what a model needs and Tweed can read.
    public var allow: [String]
    /// Patterns of what is left out even so.
    public var ignore: [String]
    /// Such as `fp16`; where a folder has weights of it, only those. Not looked at where `allow` says what is wanted.
    public var variant: String?

    public init(allow: [String] = [], ignore: [String] = [], variant: String? = nil) {
        self.allow = allow
        self.ignore = ignore
        self.variant = variant
    }

    public func chosen(of paths: [HubFilePath]) -> [HubFilePath] {
        let ignored = ignore.map(HubFilePattern.init)
        let allowed = allow.map(HubFilePattern.init)
        let wanted =
            allow.isEmpty
            ? needed(of: paths) : paths.filter { path in allowed.contains { $0.matches(path) } }
        return wanted.filter { path in !ignored.contains { $0.matches(path) } }
    }

    /// Settings, tokenizers and, in each folder, the weights once: of one variant, and as safetensors where they are.
    private func needed(of paths: [HubFilePath]) -> [HubFilePath] {
        // A pipeline's weights are in its folders; at its root are the same again in one file.
        let isPipeline = paths.contains { $0.text == "model_index.json" }
        var wanted: Set<HubFilePath> = []
        for (folder, files) in Dictionary(grouping: paths, by: \.folder) {
            let roles = files.map { ($0, HubFileRole($0.name)) }
            for (path, role) in roles where role == .text { wanted.insert(path) }
            if isPipeline, folder.isEmpty { continue }
            var weights = roles.compactMap { path, role -> (HubFilePath, HubFileRole.Weights)? in
                if case .weights(let weights) = role { (path, weights) } else { nil }
            }
            let variants = Set(weights.map(\.1.variant))
            let taken = variants.contains(variant) ? variant : nil
            if variants.contains(taken) { weights.removeAll { $0.1.variant != taken } }
            let isSafe = weights.contains { $0.1.isSafe && !$0.1.isIndex }
            for (path, file) in weights where file.isSafe == isSafe { wanted.insert(path) }
        }
        return paths.filter(wanted.contains)
    }
}
