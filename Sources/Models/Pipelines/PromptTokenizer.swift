/// What a pipeline asks of a tokenizer.
public protocol PromptTokenizer: Sendable {
    /// The ids of a text between its start and end tokens, cut or padded to `length` ids.
    func tokens(of text: String, length: Int) -> [Int32]
}
