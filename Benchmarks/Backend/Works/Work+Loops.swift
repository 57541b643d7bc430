import Tensors

extension Work {
    /// Work that reads and writes large arrays and computes little.
    static func loop(_ kind: String, _ sizes: Sizes, _ dtype: Request.NumberType) throws -> Work {
        guard dtype == .float32 else { throw RequestError.unsupported("\(kind) of bf16") }
        let (rows, columns) = (try sizes["rows"], try sizes["columns"])
        let x = Numbers.tensor([1, rows, columns], seed: 1, scale: 4)
        let gamma = Numbers.tensor([columns], seed: 2)
        let beta = Numbers.tensor([columns], seed: 3)
        switch kind {
        case "group norm and silu":
            return .giving { x.groupNorm(groups: 32, gamma: gamma, beta: beta, silu: true) }
        case "layer norm":
            return .giving { x.layerNorm(gamma: gamma, beta: beta) }
        case "softmax":
            return .giving { x.softmax() }
        case "gelu":
            return .giving { x.gelu }
        case "add":
            let other = Numbers.tensor([1, rows, columns], seed: 4)
            return .giving { x + other }
        default:
            throw RequestError.unknownWork(kind)
        }
    }
}
