import Engine
import Foundation
import Images
import Tensors
import World

/// Pictures that were drawn together: the unit in which they are saved while a stage draws.
struct PictureShard: Codable {
    struct Picture: Codable {
        let png: Data
        /// The judge's verdict.
        let isRight: Bool
    }

    let pictures: [Picture]
    /// Multiply-accumulates of one picture; nil where nothing was drawn anew.
    let macs: Int?

    init(pictures: [Picture], macs: Int?) {
        self.pictures = pictures
        self.macs = macs
    }

    /// - Parameters:
    ///   - drawn: `[N, H, W, 3]`, and what drawing it cost.
    ///   - captions: of each picture.
    init(_ drawn: (result: Tensor, multiplyAccumulates: Int), captions: [Caption]) throws {
        let right = Pictures.isRight(drawn.result, captions: captions)
        pictures = try zip(Pictures.images(drawn.result), right).map {
            Picture(png: Data(try $0.png()), isRight: $1)
        }
        macs = drawn.multiplyAccumulates / captions.count
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
