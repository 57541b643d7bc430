import Methods
import Models

extension StageContext {
    /// The prompts of a parameter, none of which is empty, and each of which the generator must be able to read whole.
    func prompts(
        _ parameter: String, limit: Int? = nil, for generator: HypernetworkGenerator
    ) throws -> Prompts {
        let name = try promptsName(parameter)
        let list = try promptList(parameter)
        let lines = Array(list.lines.prefix(limit ?? .max))
        try list.refuseEmptyEntries(name: name, upTo: limit == nil ? nil : lines.last?.number)
        if let pipeline = generator.pipeline {
            for line in lines {
                guard let excess = pipeline.excess(of: line.text) else { continue }
                throw StageError.prompt(
                    path: name, line: line.number,
                    problem:
                        "the prompt has \(excess.found) tokens with start and end; the text encoder reads "
                        + "\(excess.length) at most: shorten it")
            }
        }
        return try Prompts(lines, name: name, areOfWorld: generator.isOfWorld)
    }
}

extension StableDiffusionPipeline {
    /// The tokens of a text, and how many of them a text encoder reads that would not read all; nil where all of them
    /// would.
    fileprivate func excess(of text: String) -> (found: Int, length: Int)? {
        for (tokenizer, encoder) in zip(tokenizers, textEncoders) {
            let length = encoder.configuration.length
            // A text that fits ends, and is only padded in a longer row.
            func fits(_ length: Int) -> Bool {
                tokenizer.tokens(of: text, length: length + 1)
                    .starts(with: tokenizer.tokens(of: text, length: length))
            }
            if fits(length) { continue }
            var (short, long) = (length, 2 * length)
            while long < Self.mostTokens, !fits(long) { (short, long) = (long, 2 * long) }
            while long - short > 1 {
                let middle = (short + long) / 2
                if fits(middle) { long = middle } else { short = middle }
            }
            return (long, length)
        }
        return nil
    }

    /// Beyond this nobody counts on.
    private static var mostTokens: Int { 1 << 20 }
}
