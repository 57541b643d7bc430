import Engine
import Foundation
import Images
import Tensors

/// Pictures that were drawn together: the unit in which they are saved while a stage draws.
struct PictureShard: Codable {
    struct Picture: Codable {
        let png: Data
        /// The judge's verdict; nil where there is no judge.
        let isRight: Bool?
        /// Further pictures and states that belong to it, by the path that `write` gives them.
        var more: [String: Extra]?

        /// Writes `0000.png`, and each further file as `latents/0000.safetensors` or `estimates/0000/00.png`.
        func write(to folder: String, number: Int) throws {
            let name = Pictures.number(number)
            try png.write(to: URL(fileURLWithPath: "\(folder)/\(name).png"))
            for (path, content) in (more ?? [:]).sorted(by: { $0.key < $1.key }) {
                // The number goes before the ending, or makes a folder of its own.
                let parts = path.split(separator: "/", maxSplits: 1)
                let place =
                    parts.count == 2
                    ? "\(parts[0])/\(name)/\(parts[1])"
                    : path.replacing(".", with: "/\(name).", maxReplacements: 1)
                let url = URL(fileURLWithPath: "\(folder)/\(place)")
                try FileManager.default.createDirectory(
                    at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
                try content.write(to: url.path)
            }
        }
    }

    /// A further file of a picture.
    enum Extra: Codable {
        case png(Data)
        /// A state with channels first, as diffusers has latents.
        case state(shape: [Int], floats: [Float])

        fileprivate func write(to path: String) throws {
            switch self {
            case .png(let data): try data.write(to: URL(fileURLWithPath: path))
            case .state(let shape, let floats):
                try SafetensorsWriter.write(
                    [SafetensorsTensor(name: "latents", shape: shape, floats: floats)], to: path)
            }
        }
    }

    private(set) var pictures: [Picture]
    /// Multiply-accumulates of one picture; nil where nothing was drawn anew.
    let macs: Int?

    init(pictures: [Picture], macs: Int?) {
        self.pictures = pictures
        self.macs = macs
    }

    /// - Parameters:
    ///   - drawn: `[N, H, W, 3]`, and what drawing it cost.
    ///   - prompts: of each picture.
    init(_ drawn: (result: Tensor, multiplyAccumulates: Int), prompts: Prompts) throws {
        let right = prompts.verdicts(on: drawn.result)
        pictures = try Pictures.images(drawn.result).enumerated().map { index, image in
            Picture(png: Data(try image.png()), isRight: right?[index])
        }
        macs = drawn.multiplyAccumulates / prompts.count
    }

    /// Adds a file with the state of each picture.
    ///
    /// - Parameter states: `[N, H, W, C]`.
    mutating func add(_ name: String, states: Tensor) {
        for index in pictures.indices {
            let own = states.gathered([index]).transposed([0, 3, 1, 2])
            pictures[index].more = (pictures[index].more ?? [:]).merging([
                name: .state(shape: own.shape.dimensions, floats: own.elements)
            ]) { $1 }
        }
    }

    /// Adds another picture of each picture.
    mutating func add(_ name: String, pictures others: Tensor) throws {
        for (index, image) in Pictures.images(others).enumerated() {
            pictures[index].more = (pictures[index].more ?? [:]).merging([
                name: .png(Data(try image.png()))
            ]) { $1 }
        }
    }

    init(path: String) throws {
        self = try JSONDecoder().decode(Self.self, from: Data(contentsOf: URL(fileURLWithPath: path)))
    }

    func write(to path: String) throws {
        try JSONEncoder().encode(self).write(to: URL(fileURLWithPath: path))
    }

    static func name(_ index: Int) -> String { "pictures-\(index)" }
}

/// Pictures that a shorter run of a stage left: of fewer captions, fewer of each caption, or both.
struct EarlierPictures {
    private let run: ShorterRun
    private let prompts: Int
    private let imagesPerPrompt: Int
    private let perShard: Int
    /// The shard read last: pictures come in order.
    private var latest: (index: Int, content: PictureShard?)?

    /// - Parameters:
    ///   - prompts: captions of the longer run.
    ///   - imagesPerPrompt: pictures of each of them in the longer run.
    init(_ run: ShorterRun, prompts: Int, imagesPerPrompt: Int, perShard: Int) {
        self.run = run
        self.prompts = min(run.integer("limit") ?? prompts, prompts)
        self.imagesPerPrompt = run.integer("images_per_prompt") ?? imagesPerPrompt
        self.perShard = perShard
    }

    mutating func picture(prompt: Int, image: Int) -> PictureShard.Picture? {
        guard prompt < prompts, image < imagesPerPrompt else { return nil }
        let (shard, place) = (prompt * imagesPerPrompt + image).quotientAndRemainder(dividingBy: perShard)
        if latest?.index != shard {
            latest = (shard, run.shard(PictureShard.name(shard)).flatMap { try? PictureShard(path: $0) })
        }
        guard let pictures = latest?.content?.pictures, pictures.indices.contains(place) else { return nil }
        return pictures[place]
    }
}
