import KernelInterface

extension Compute {
    /// The gradients of `attention`, written over what is there. Room beyond that: `attentionGradientScratch`.
    ///
    /// The probabilities `p` are made again from `logSumExp`. With `g` the gradient of the output and `d` that of `p`:
    /// `d = g * value^T`, the gradient of the scores is `p * (d - sum(g * output)) * scale`.
    public func attentionGradient(
        _ s: AttentionShape, query: UnsafePointer<Float>, key: UnsafePointer<Float>,
        value: UnsafePointer<Float>, keyLengths: UnsafePointer<Int32>?, output: UnsafePointer<Float>,
        logSumExp: UnsafePointer<Float>, outputGradient: UnsafePointer<Float>,
        queryGradient: UnsafeMutablePointer<Float>, keyGradient: UnsafeMutablePointer<Float>,
        valueGradient: UnsafeMutablePointer<Float>
    ) {
        let tiling = AttentionTiling(s, kernels.table, .gradient)
        let compute = tiling.isSmall ? Compute(kernels: kernels, threads: 1) : self
        let plan = AttentionGradientPlan(tiling)
        let count = s.batch * s.heads * plan.parts
        let scratch = Scratch(plan.room(workers: max(min(compute.threads, count), 1)))
        let pass = AttentionGradientPass(
            products: AttentionProducts(kernels.table, tiling, scratch: scratch.floats), plan: plan,
            query: query, key: key, value: value, keyLengths: keyLengths, output: output,
            logSumExp: logSumExp,
            outputGradient: outputGradient, queryGradient: queryGradient, keyGradient: keyGradient,
            valueGradient: valueGradient)
        compute.forEachTile(count) { (tile: Int, worker: Int) in
            pass.run(tile / plan.parts, part: tile % plan.parts, worker: worker)
        }
        // The parts of each query's gradient, in their order.
        guard plan.parts > 1 else { return }
        compute.forEachRange(plan.queryNumbers, grain: 1 << 14) { range in
            for part in 1..<plan.parts {
                let from = scratch.floats + (plan.partial(part) + range.lowerBound)
                kernels.table.axpy(range.count, 1, from, queryGradient + range.lowerBound)
            }
        }
    }

    /// Bytes that `attentionGradient` needs beyond its arguments: for each thread an amount that depends on the size of a head
    /// only and three times the keys of one head, and with fewer than eight heads up to three times the size of `query`.
    public func attentionGradientScratch(_ s: AttentionShape) -> Int {
        let tiling = AttentionTiling(s, kernels.table, .gradient)
        let plan = AttentionGradientPlan(tiling)
        let workers = tiling.isSmall ? 1 : max(min(threads, s.batch * s.heads * plan.parts), 1)
        return plan.room(workers: workers) * MemoryLayout<Float>.stride
    }
}
