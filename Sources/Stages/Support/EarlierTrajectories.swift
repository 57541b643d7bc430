import Engine
import Methods

/// Trajectories that a shorter run of a dataset left: fewer prompts, fewer of each prompt, or both.
struct EarlierTrajectories {
    /// How trajectories are dealt out to shards.
    struct Layout: Equatable {
        let prompts: Int
        let imagesPerPrompt: Int

        /// Trajectories in one shard: enough to keep the cores busy, few enough to lose little in a crash.
        private static let perShard = 64

        private var promptsPerShard: Int { max(1, Self.perShard / imagesPerPrompt) }

        /// The prompts of each shard.
        var shards: [Range<Int>] {
            stride(from: 0, to: prompts, by: promptsPerShard).map { $0..<min($0 + promptsPerShard, prompts) }
        }

        func shard(of prompt: Int) -> Int { prompt / promptsPerShard }
    }

    private let run: ShorterRun
    private let layout: Layout
    private let steps: Int
    private let texts: [String]
    /// The shard read last: prompts come in order.
    private var latest: (shard: Int, content: TweedieTrajectories?)?

    /// - Parameter texts: prompts of the longer run, of which the shorter one has the first.
    init(_ run: ShorterRun, of whole: Layout, steps: Int, texts: [String]) {
        self.run = run
        self.steps = steps
        self.texts = texts
        layout = Layout(
            prompts: min(run.integer("limit") ?? whole.prompts, whole.prompts),
            imagesPerPrompt: run.integer("images_per_prompt") ?? whole.imagesPerPrompt)
    }

    /// A shard that both runs have alike.
    func file(ofShard index: Int, of whole: Layout) -> String? {
        guard layout.imagesPerPrompt == whole.imagesPerPrompt, layout.shards.indices.contains(index),
            layout.shards[index] == whole.shards[index]
        else { return nil }
        return run.shard(TweedieFiles.shardName(index))
    }

    /// The first candidates of a prompt; nil where they are not known.
    mutating func trajectories(of prompt: Int) -> TweedieTrajectories? {
        guard prompt < layout.prompts else { return nil }
        let shard = layout.shard(of: prompt)
        if latest?.shard != shard {
            latest = (
                shard,
                run.shard(TweedieFiles.shardName(shard)).flatMap {
                    try? TweedieFiles.read(
                        [$0], levels: Array(0..<steps), texts: Array(texts.prefix(layout.prompts)))
                }
            )
        }
        guard let content = latest?.content else { return nil }
        let rows = content.prompts.indices.filter { content.prompts[$0] == prompt }
        return rows.count == layout.imagesPerPrompt ? content.gathered(rows) : nil
    }
}
