import Methods
import Tensors
import World

/// The texts of a list of prompts and, for the embedded world, the captions that its judge reads.
struct Prompts {
    let texts: [String]
    /// Nil where pictures are of anything, and no judge knows what is right.
    let captions: [Caption]?

    var count: Int { texts.count }

    init(texts: [String], captions: [Caption]? = nil) {
        self.texts = texts
        self.captions = captions
    }

    init(captions: [Caption]) {
        self.init(texts: captions.map(\.text), captions: captions)
    }

    /// - Parameters:
    ///   - name: what to call the list in errors.
    ///   - areOfWorld: whether each must be a caption of the embedded world.
    init(_ lines: [PromptLines.Line], name: String, areOfWorld: Bool) throws {
        guard areOfWorld else {
            self.init(texts: lines.map(\.text))
            return
        }
        self.init(
            captions: try lines.map { line in
                do {
                    return try Caption(parsing: line.text)
                } catch {
                    throw StageError.prompt(path: name, line: line.number, problem: "\(error)")
                }
            })
    }

    /// Some of the prompts, in the order given.
    func gathered(_ places: some Sequence<Int>) -> Prompts {
        let places = Array(places)
        return Prompts(
            texts: places.map { texts[$0] }, captions: captions.map { all in places.map { all[$0] } })
    }

    /// Whether the judge finds each picture fully right; nil where there is no judge.
    ///
    /// - Parameter pictures: `[N, H, W, 3]`, one of each prompt.
    func verdicts(on pictures: Tensor) -> [Bool]? {
        captions.map { Pictures.isRight(pictures, captions: $0) }
    }

    /// Of each picture whether the judge finds it fully right, and whether it is one that some caption of the embedded
    /// world describes, be it another one; nil where there is no judge.
    func findings(on pictures: Tensor) -> [(isRight: Bool, isScene: Bool)]? {
        captions.map { captions in
            zip(Pictures.judged(pictures, count: captions.count), captions).map { scene, caption in
                (Judge.score(scene, caption).fullyRight, scene.description != nil)
            }
        }
    }

    /// One search prompt for each text. A text that the list repeats gets noise of its own each time; apart from that,
    /// noise depends on seed and text and not on the place in the list.
    func searchPrompts(seed: UInt64) -> [SearchPrompt] {
        var occurrences: [String: Int] = [:]
        return texts.map { text in
            let occurrence = occurrences[text, default: 0]
            occurrences[text] = occurrence + 1
            return SearchPrompt(text: text, seed: seed, occurrence: occurrence)
        }
    }
}
