import Kernels

extension Work {
    static var products: [Work] {
        [gemm(1_536, 1_536, 1_536), gemm(1_536, 1_536, 1_536, transposeB: true)]
            + [
                gemm(1_536, 1_536, 1_536, transposeA: true), gemm(3_072, 3_072, 3_072),
                gemm(4_096, 128, 128, transposeB: true), gemm(256, 512, 128, transposeB: true),
                gemm(128, 512, 16_384, transposeA: true), gemm(1, 512, 512, transposeB: true),
            ]
    }

    /// Output `[m, n]`, depth `k`.
    static func gemm(_ m: Int, _ n: Int, _ k: Int, transposeA: Bool = false, transposeB: Bool = false) -> Work
    {
        let (a, b, c) = (numbers(m * k), numbers(k * n), numbers(m * n))
        let name = "gemm \(m)x\(n)x\(k)" + (transposeA ? " A^T" : "") + (transposeB ? " B^T" : "")
        return Work(name: name, amount: 2e-9 * Double(m * n * k), unit: .floatingPointOperations) { compute in
            compute.gemm(
                m: m, n: n, k: k, a: a, lda: transposeA ? m : k, transposeA: transposeA, b: b,
                ldb: transposeB ? k : n, transposeB: transposeB, c: c, ldc: n, accumulate: false, bias: nil)
        }
    }

    /// The convolutions of a small U-Net, in training (batch 64) and in use (batch 1), and one of a large model.
    static var convolutions: [Work] {
        [
            (64, 16, 64, 64, 3, 1, 1), (64, 8, 128, 128, 3, 1, 1), (64, 32, 5, 64, 4, 2, 1),
            (64, 16, 64, 128, 4, 2, 1),
            (64, 16, 64, 12, 3, 1, 1), (1, 16, 64, 64, 3, 1, 1), (1, 8, 128, 128, 3, 1, 1),
            (4, 8, 128, 128, 3, 1, 1),
            (1, 64, 320, 320, 3, 1, 1),
        ].flatMap { convolution($0) }
    }

    /// Batch, size, input and output channels, kernel, stride, padding.
    static func convolution(_ sizes: (Int, Int, Int, Int, Int, Int, Int)) -> [Work] {
        let (batch, size, from, to, kernel, stride, padding) = sizes
        let s = Compute.ConvolutionShape(
            batch: batch, height: size, width: size, inputChannels: from, outputChannels: to,
            kernelHeight: kernel,
            kernelWidth: kernel, stride: stride, padding: padding)
        let x = numbers(batch * size * size * from)
        let w = numbers(from * to * kernel * kernel)
        let y = numbers(batch * s.outputHeight * s.outputWidth * to)
        let name = "convolution \(batch)x\(size)x\(size)x\(from)->\(to) \(kernel)x\(kernel)/\(stride)"
        func work(_ part: String, _ run: @escaping (Compute) -> Void) -> Work {
            Work(
                name: "\(name) \(part)", amount: 2e-9 * Double(s.multiplyAccumulates),
                unit: .floatingPointOperations,
                run: run)
        }
        return [
            work("forward") { $0.convolution(s, input: x, weight: w, bias: nil, output: y) },
            work("input gradient") {
                $0.convolutionInputGradient(s, outputGradient: y, weight: w, inputGradient: x)
            },
            work("weight gradient") {
                $0.convolutionWeightGradient(s, input: x, outputGradient: y, weightGradient: w)
            },
        ]
    }
}
