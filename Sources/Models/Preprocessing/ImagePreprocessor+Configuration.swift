import Foundation

/// Reading `preprocessor_config.json`.
extension ImagePreprocessor: Decodable {
    /// What a class of transformers does where its file says nothing.
    private struct Defaults {
        var size: Size = .exactly(height: 224, width: 224)
        var filter = ResamplingFilter.bicubic
        var crop: Int?
        var mean: [Float] = [0.5, 0.5, 0.5]
        var deviation: [Float] = [0.5, 0.5, 0.5]
        /// Whether a size of one number is that of a square.
        var isSquare = true

        /// By the name of the class without its ending.
        static let all: [String: Defaults] = [
            "CLIP": Defaults(
                size: .shortestEdge(224), crop: 224, mean: clipMean, deviation: clipDeviation, isSquare: false
            ),
            "Blip": Defaults(
                size: .exactly(height: 384, width: 384), mean: clipMean, deviation: clipDeviation),
            "ViT": Defaults(filter: .bilinear),
            "Siglip": Defaults(isSquare: false),
        ]
    }

    /// Edges beyond this one belong to no encoder.
    private static let edgeLimit = 16_384

    /// The preprocessor of a `preprocessor_config.json`.
    public init(path: String) throws {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw ModelFolderError.unreadable(path: path, reason: "cannot be read")
        }
        do {
            self = try JSONDecoder().decode(ImagePreprocessor.self, from: data)
        } catch let error as ConfigurationError {
            throw ModelFolderError.unusable(path: path, reason: error.description)
        } catch {
            throw ModelFolderError.unusable(
                path: path, reason: "is not the configuration of an image processor")
        }
    }

    public init(from decoder: any Decoder) throws {
        let settings = try SettingReader(decoder, architecture: "the image processor")
        let name =
            try settings.value("image_processor_type", as: String.self)
            ?? settings.value("feature_extractor_type", as: String.self) ?? "CLIPImageProcessor"
        let endings = ["ImageProcessorFast", "ImageProcessor", "FeatureExtractor"]
        let kind = endings.first { name.hasSuffix($0) }.map { String(name.dropLast($0.count)) } ?? name
        guard let defaults = Defaults.all[kind] else {
            throw ConfigurationError.unsupported(
                architecture: "the image processor", setting: "image_processor_type", found: "\"\(name)\"",
                supported: Defaults.all.keys.sorted().map { "\"\($0)ImageProcessor\"" })
        }

        let isResized = try settings.value("do_resize", default: true)
        let size = try settings.value("size", as: SizeSetting.self)?.size(isSquare: defaults.isSquare)
        let isCropped = try settings.value("do_center_crop", default: defaults.crop != nil)
        let cropSize = try settings.value("crop_size", as: SizeSetting.self)?.size(isSquare: true)
        var crop: CenterCrop?
        if isCropped {
            switch cropSize ?? .exactly(height: defaults.crop ?? 224, width: defaults.crop ?? 224) {
            case .exactly(let height, let width):
                try settings.check(
                    Self.isEdge(height) && Self.isEdge(width), "\"crop_size\" is \(height)x\(width)")
                crop = CenterCrop(height: height, width: width)
            case .shortestEdge:
                throw ConfigurationError.contradiction(
                    architecture: name, reason: "\"crop_size\" has no height and width")
            }
        }
        switch size {
        case .shortestEdge(let edge)?: try settings.check(Self.isEdge(edge), "\"size\" is \(edge)")
        case .exactly(let height, let width)?:
            try settings.check(Self.isEdge(height) && Self.isEdge(width), "\"size\" is \(height)x\(width)")
        case nil: break
        }

        let isScaled = try settings.value("do_rescale", default: true)
        let isNormalized = try settings.value("do_normalize", default: true)
        let mean = try settings.values("image_mean", default: defaults.mean)
        let deviation = try settings.values("image_std", default: defaults.deviation)
        try settings.check(deviation.allSatisfy { $0 > 0 }, "\"image_std\" is \(deviation)")
        let scale = try settings.value("rescale_factor", default: Float(1) / 255)
        self.init(
            size: isResized ? size ?? defaults.size : nil,
            filter: try Self.filter(settings) ?? defaults.filter, crop: crop, scale: isScaled ? scale : 1,
            mean: isNormalized ? mean : [0, 0, 0], deviation: isNormalized ? deviation : [1, 1, 1])
    }

    private static func isEdge(_ value: Int) -> Bool { (1...edgeLimit).contains(value) }

    private static func filter(_ settings: SettingReader) throws -> ResamplingFilter? {
        guard let number = try settings.value("resample", as: Int.self) else { return nil }
        guard let filter = ResamplingFilter(rawValue: number) else {
            throw ConfigurationError.unsupported(
                architecture: "the image processor", setting: "resample", found: "\(number)",
                supported: ResamplingFilter.allCases.map { "\($0.rawValue) (\($0))" })
        }
        return filter
    }
}

/// A size as transformers has written it over time: a number, a pair of height and width, or an object.
private struct SizeSetting: Decodable {
    private let numbers: [Int]?
    private let names: [String: Int]?

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let number = try? container.decode(Int.self) {
            (numbers, names) = ([number], nil)
        } else if let list = try? container.decode([Int].self) {
            (numbers, names) = (list, nil)
        } else {
            let found = try container.decode([String: Int?].self)
            (numbers, names) = (nil, found.compactMapValues { $0 })
        }
    }

    /// - Parameter isSquare: whether a single number stands for height and width.
    func size(isSquare: Bool) throws -> ImagePreprocessor.Size {
        switch numbers?.count {
        case 1:
            return isSquare ? .exactly(height: numbers![0], width: numbers![0]) : .shortestEdge(numbers![0])
        case 2: return .exactly(height: numbers![0], width: numbers![1])
        default: break
        }
        let names = names ?? [:]
        if let height = names["height"], let width = names["width"], names.count == 2 {
            return .exactly(height: height, width: width)
        }
        if let edge = names["shortest_edge"], names.count == 1 { return .shortestEdge(edge) }
        throw ConfigurationError.unsupported(
            architecture: "the image processor", setting: "size",
            found: names.isEmpty ? "of no known kind" : names.keys.sorted().joined(separator: " with "),
            supported: ["a number", "\"shortest_edge\"", "\"height\" with \"width\""])
    }
}

extension SettingReader {
    /// Three numbers, or one for all three channels.
    fileprivate func values(_ setting: SettingKey, default values: [Float]) throws -> [Float] {
        let result = try value(setting, as: OneOrEach<Float>.self)?.values(3) ?? values
        try check(result.count == 3, "\"\(setting.stringValue)\" has \(result.count) values for 3 channels")
        return result
    }
}
