import Tensors

/// What one plan found for one prompt.
public struct SearchResult {
    public let plan: SearchPlan
    public let prompt: String
    /// Number of the winner in `lives`.
    public let winner: Int
    /// The winner's picture: `[H, W, C]`.
    public let picture: Tensor
    /// The clean reward of the winner; of several, their weighted sum.
    public let reward: Float
    /// What each clean reward says of the winner.
    public let rewards: [Float]
    /// Multiply-accumulates that this search took, counted call by call.
    public let multiplyAccumulates: Int
    /// The calls themselves.
    public let calls: CallCounts
    public let lives: [CandidateLife]
    public let levels: [SearchLevel]
    /// Of prompts that are shown.
    public let glimpses: [SearchGlimpse]
}
