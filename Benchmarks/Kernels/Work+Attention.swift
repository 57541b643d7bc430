import Kernels

extension Work {
    /// The attentions of a small U-Net (training and use), of Stable Diffusion's U-Net and VAE, and of a ViT-H image tower:
    /// batch, queries, keys, heads, head size.
    static var attentions: [Work] {
        [
            (64, 64, 64, 4, 32), (64, 64, 6, 4, 32), (1, 64, 64, 4, 32), (1, 256, 6, 4, 16), (1, 256, 77, 8, 64), (1, 256, 77, 1, 64), (1, 4096, 77, 1, 64), (1, 256, 256, 1, 64),
            (1, 1_024, 1_024, 8, 64), (1, 4_096, 4_096, 8, 64), (1, 4_096, 77, 8, 64),
            (1, 4_096, 4_096, 8, 40), (1, 256, 256, 8, 160), (1, 257, 257, 16, 80), (1, 4_096, 4_096, 1, 512),
        ].flatMap { attention($0) } + attention((1, 77, 77, 12, 64), causal: true)
    }

    private static func attention(_ sizes: (Int, Int, Int, Int, Int), causal: Bool = false) -> [Work] {
        let (batch, queries, keys, heads, headSize) = sizes
        let s = Compute.AttentionShape(
            batch: batch, queries: queries, keys: keys, heads: heads, headSize: headSize, scale: 0.2,
            causal: causal)
        let (queryCount, keyCount) = (batch * queries * heads * headSize, batch * keys * heads * headSize)
        let (q, g, dq) = (numbers(queryCount), numbers(queryCount), numbers(queryCount))
        let (k, v) = (numbers(keyCount), numbers(keyCount))
        let (dk, dv) = (numbers(keyCount), numbers(keyCount))
        let (output, sums) = (numbers(queryCount), numbers(batch * heads * queries))
        // Causal attention is counted as if nothing were hidden.
        let amount = 4e-9 * Double(batch * heads * queries * keys * headSize)
        let name = "attention \(batch)x\(queries)x\(keys) \(heads)x\(headSize)" + (causal ? " causal" : "")
        return [
            Work(name: "\(name) forward", amount: amount, unit: .floatingPointOperations) {
                $0.attention(
                    s, query: q, key: k, value: v, keyLengths: nil, output: output, logSumExp: sums)
            },
            Work(name: "\(name) gradient", amount: 2.5 * amount, unit: .floatingPointOperations) {
                $0.attentionGradient(
                    s, query: q, key: k, value: v, keyLengths: nil, output: output, logSumExp: sums,
                    outputGradient: g, queryGradient: dq, keyGradient: dk, valueGradient: dv)
            },
        ]
    }
}
