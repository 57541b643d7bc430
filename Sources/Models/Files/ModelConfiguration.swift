/// Sizes of an architecture that come from a file, and so from anybody.
protocol ModelConfiguration: Decodable {
    /// All sizes with the bounds that layers rely on: they trap on what does not divide, and reserve memory by it.
    var sizes: [ModelSize] { get }
}

/// One size of an architecture, and which values make sense.
struct ModelSize {
    let name: String
    let value: Int
    /// What the value must be a multiple of: the number of groups or heads.
    var multiple = 1
    let limit: Int

    var isAllowed: Bool { value >= multiple && value <= limit && value % multiple == 0 }

    var problem: String {
        let kind = multiple == 1 ? "a number" : "a multiple of \(multiple)"
        return "\"\(name)\" is \(value); it must be \(kind) from \(multiple) to \(limit)"
    }
}

extension WorldGenerator.Configuration: ModelConfiguration {
    var sizes: [ModelSize] {
        [
            ModelSize(name: "vocabulary", value: vocabulary, limit: 65_536),
            ModelSize(name: "captionLength", value: captionLength, limit: 128),
            ModelSize(name: "wordFeatures", value: wordFeatures, multiple: 4, limit: 512),
            ModelSize(name: "embedding", value: embedding, limit: 2048),
            ModelSize(name: "channels", value: channels, multiple: 8, limit: 512),
        ]
    }
}

extension WorldReward.Configuration: ModelConfiguration {
    var sizes: [ModelSize] {
        [
            ModelSize(name: "vocabulary", value: vocabulary, limit: 65_536),
            ModelSize(name: "captionLength", value: captionLength, limit: 128),
            ModelSize(name: "channels", value: channels, multiple: 16, limit: 1024),
            ModelSize(name: "patchClasses", value: patchClasses, limit: 65_536),
        ]
    }
}
