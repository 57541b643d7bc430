/// Prompts as token ids, for every text encoder of a pipeline.
public struct PromptTokens: Sendable, Hashable {
    /// For each text encoder, the ids of each prompt, all of one length. The encoders of SDXL have the same
    /// vocabulary and differ in what they pad with.
    public var ids: [[[Int32]]]

    public init(_ ids: [[[Int32]]]) { self.ids = ids }

    /// Number of prompts.
    public var count: Int { ids.first?.count ?? 0 }

    /// The ids as one text encoder takes them.
    func checked(for encoder: Int, _ configuration: CLIPTextModel.Configuration) throws(PipelineError)
        -> [[Int]]
    {
        let prompts = ids[encoder]
        guard prompts.count == count else {
            throw .tokens("\(count) prompts for the first text encoder, \(prompts.count) for another")
        }
        let length = prompts[0].count
        guard length > 0, length <= configuration.length, prompts.allSatisfy({ $0.count == length }) else {
            throw .tokens(
                "prompts of \(prompts.map(\.count)) ids; all need one length, from 1 to \(configuration.length)"
            )
        }
        for id in prompts.joined() where id < 0 || id >= configuration.vocabulary {
            throw .tokens("id \(id) is outside of the vocabulary of \(configuration.vocabulary)")
        }
        return prompts.map { $0.map(Int.init) }
    }
}
