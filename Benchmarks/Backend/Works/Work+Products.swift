import Kernels
import Tensors

extension Work {
    /// A matrix product: output `[m, n]`, depth `k`; with `transposeA` the left side is stored `[k, m]`, with
    /// `transposeB` the right one `[n, k]`. In bf16 it is that of a linear layer, whose weight is stored so; the rest
    /// is float32.
    static func gemm(_ sizes: Sizes, _ dtype: Request.NumberType) throws -> Work {
        let (m, n, k) = (try sizes["m"], try sizes["n"], try sizes["k"])
        let (transposeA, transposeB) = (sizes.has("transposeA"), sizes.has("transposeB"))
        if dtype == .bfloat16 {
            guard transposeB, !transposeA else {
                throw RequestError.unsupported("products of bf16 but A B^T")
            }
            let input = Numbers.tensor([m, k], seed: 1)
            let weight = Weight.frozen(try Numbers.stored([n, k], seed: 2, as: .bfloat16))
            return .giving(weightBytes: weight.storedBytes, packedBytes: weight.packedBytes) {
                input.linear(weight: weight)
            }
        }
        let a = Numbers.tensor(transposeA ? [k, m] : [m, k], seed: 1)
        let b = Numbers.tensor(transposeB ? [n, k] : [k, n], seed: 2)
        return .giving { a.matrixProduct(b, transposeLeft: transposeA, transposeRight: transposeB) }
    }

    /// A convolution of one picture with frozen weights `[out, kernel, kernel, in]` and bias, as models have them.
    static func convolution(_ sizes: Sizes, _ dtype: Request.NumberType) throws -> Work {
        let (size, inputs, outputs) = (try sizes["size"], try sizes["in"], try sizes["out"])
        let (kernel, stride) = (try sizes["kernel"], try sizes["stride"])
        guard dtype == .float32 else { throw RequestError.unsupported("convolutions of bf16") }
        let x = Numbers.tensor([1, size, size, inputs], seed: 1)
        let weight = Weight.frozen(
            FrozenWeight(Numbers.tensor([outputs, kernel, kernel, inputs], seed: 2)))
        let bias = Numbers.tensor([outputs], seed: 3)
        return .giving(weightBytes: weight.storedBytes, packedBytes: weight.packedBytes) {
            x.convolution(weight: weight, bias: bias, stride: stride, padding: kernel / 2)
        }
    }

    /// Attention with queries `[batch, queries, heads * size]`.
    static func attention(_ sizes: Sizes, _ dtype: Request.NumberType) throws -> Work {
        let (batch, heads, size) = (try sizes["batch"], try sizes["heads"], try sizes["size"])
        guard dtype == .float32 else { throw RequestError.unsupported("attention of bf16") }
        let queries = Numbers.tensor([batch, try sizes["queries"], heads * size], seed: 1, scale: 4)
        let keys = Numbers.tensor([batch, try sizes["keys"], heads * size], seed: 2, scale: 4)
        let values = Numbers.tensor([batch, try sizes["keys"], heads * size], seed: 3)
        return .giving { queries.attention(keys: keys, values: values, heads: heads) }
    }
}
