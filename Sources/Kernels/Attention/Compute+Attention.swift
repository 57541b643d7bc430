import KernelInterface

extension Compute {
    /// `softmax(scale * query * key^T) * value` for each sample and head, into `output` of the shape of `query`.
    ///
    /// Keys from `keyLengths[b]` on are left out, if given; a query that sees no key gives zeros, one that meets a NaN or
    /// an infinite score gives NaN. `logSumExp` `[batch, heads, queries]` is saved for the gradient. Room beyond that:
    /// `attentionScratch`.
    ///
    /// Error, against exact arithmetic: below `(2e-6 + 2^-23 * t) * v` with `v` the largest value and `t` the largest sum of
    /// `|scale * query_i * key_i|`, as scores are rounded to 24 bits before their exponential is taken.
    public func attention(
        _ s: AttentionShape, query: UnsafePointer<Float>, key: UnsafePointer<Float>,
        value: UnsafePointer<Float>, keyLengths: UnsafePointer<Int32>?, output: UnsafeMutablePointer<Float>,
        logSumExp: UnsafeMutablePointer<Float>
    ) {
        let tiling = AttentionTiling(s, kernels.table, .forward)
        let compute = tiling.isSmall ? Compute(kernels: kernels, threads: 1) : self
        let plan = AttentionPlan(tiling)
        let workers = max(min(compute.threads, plan.headsAtOnce * tiling.queryBlocks), 1)
        let scratch = Scratch(plan.room(workers: workers))
        let pass = AttentionPass(
            products: AttentionProducts(kernels.table, tiling, scratch: scratch.floats), plan: plan,
            query: query, key: key, value: value, keyLengths: keyLengths, output: output, logSumExp: logSumExp
        )
        var head = 0
        while head < s.batch * s.heads {
            let count = min(plan.headsAtOnce, s.batch * s.heads - head)
            if plan.packsFirst {
                compute.forEachTile(count * tiling.keyBlocks) { (tile: Int, _: Int) in
                    pass.pack(head + tile / tiling.keyBlocks, block: tile % tiling.keyBlocks, slot: tile)
                }
            }
            compute.forEachTile(count * tiling.queryBlocks) { (tile: Int, worker: Int) in
                pass.attend(
                    head + tile / tiling.queryBlocks, block: tile % tiling.queryBlocks,
                    slot: tile / tiling.queryBlocks * tiling.keyBlocks, worker: worker)
            }
            head += count
        }
    }

    /// Bytes that `attention` needs beyond its arguments: for each thread an amount that depends on the size of a head
    /// only, and at most the size of `key` and `value` once more.
    public func attentionScratch(_ s: AttentionShape) -> Int {
        let tiling = AttentionTiling(s, kernels.table, .forward)
        let plan = AttentionPlan(tiling)
        let workers = tiling.isSmall ? 1 : max(min(threads, plan.headsAtOnce * tiling.queryBlocks), 1)
        return plan.room(workers: workers) * MemoryLayout<Float>.stride
    }
}
