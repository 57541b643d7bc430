import Methods
import Models

extension StageContext {
    /// The prompts of a parameter, each of which the generator must be able to read whole.
    func prompts(
        _ parameter: String, limit: Int? = nil, for generator: HypernetworkGenerator
    ) throws -> Prompts {
        let name = try promptsName(parameter)
        let lines = Array(try promptLines(parameter).prefix(limit ?? .max))
        if let pipeline = generator.pipeline {
            for line in lines {
                guard let length = pipeline.lengthExceeded(by: line.text) else { continue }
                throw StageError.prompt(
                    path: name, line: line.number,
                    problem:
                        "the prompt is longer than the text encoder reads, which is \(length) tokens with start and end; "
                        + "shorten it")
            }
        }
        return try Prompts(lines, name: name, areOfWorld: generator.isOfWorld)
    }
}

extension StableDiffusionPipeline {
    /// The length in tokens of a text encoder that would read only a part of a text; nil where all read the whole.
    fileprivate func lengthExceeded(by text: String) -> Int? {
        for (tokenizer, encoder) in zip(tokenizers, textEncoders) {
            let length = encoder.configuration.length
            // A text that fits ends, and is only padded in a longer row.
            let (row, longer) = (
                tokenizer.tokens(of: text, length: length), tokenizer.tokens(of: text, length: length + 1)
            )
            if !longer.starts(with: row) { return length }
        }
        return nil
    }
}
