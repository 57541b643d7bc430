import Dispatch
import Kernels

/// Median seconds of several runs.
func measure(_ body: () -> Void) -> Double {
    body()
    var times: [Double] = []
    for _ in 0..<9 {
        let start = DispatchTime.now().uptimeNanoseconds
        body()
        times.append(Double(DispatchTime.now().uptimeNanoseconds - start) * 1e-9)
    }
    return times.sorted()[times.count / 2]
}

func numbers(_ count: Int) -> UnsafeMutablePointer<Float> {
    let p = UnsafeMutablePointer<Float>.allocate(capacity: count)
    for i in 0..<count { p[i] = Float((i &* 2_654_435_761) >> 8 & 1023) / 1024 - 0.5 }
    return p
}

for set in KernelSet.available.suffix(2) {
    for threads in [1, 2] {
        let compute = Compute(kernels: set, threads: threads)
        for (m, n, k, ta, tb) in [
            (1536, 1536, 1536, false, false), (1536, 1536, 1536, false, true),
            (1536, 1536, 1536, true, false),
            (256, 512, 128, false, true), (128, 512, 16384, true, false), (4096, 128, 128, false, true),
        ] {
            let (a, b, c) = (numbers(m * k), numbers(k * n), numbers(m * n))
            let t = measure {
                compute.gemm(
                    m: m, n: n, k: k, a: a, lda: ta ? m : k, transposeA: ta, b: b, ldb: tb ? k : n,
                    transposeB: tb,
                    c: c, ldc: n, accumulate: false, bias: nil)
            }
            print(set.name, threads, "gemm", m, n, k, ta, tb, 2e-9 * Double(m * n * k) / t)
        }
        for (b, s, ci, co, kk, st, p) in [
            (64, 16, 64, 64, 3, 1, 1), (64, 8, 128, 128, 3, 1, 1), (64, 32, 5, 64, 4, 2, 1),
            (64, 16, 64, 12, 3, 1, 1), (64, 16, 64, 128, 4, 2, 1), (1, 16, 64, 64, 3, 1, 1),
            (1, 8, 128, 128, 3, 1, 1), (1, 64, 320, 320, 3, 1, 1),
        ] {
            let shape = Compute.ConvolutionShape(
                batch: b, height: s, width: s, inputChannels: ci, outputChannels: co, kernelHeight: kk,
                kernelWidth: kk, stride: st, padding: p)
            let x = numbers(b * s * s * ci)
            let w = numbers(ci * co * kk * kk)
            let y = numbers(b * s * s * co)
            let g = 2e-9 * Double(shape.multiplyAccumulates)
            let f = measure { compute.convolution(shape, input: x, weight: w, bias: nil, output: y) }
            let i = measure {
                compute.convolutionInputGradient(shape, outputGradient: y, weight: w, inputGradient: x)
            }
            let d = measure {
                compute.convolutionWeightGradient(shape, input: x, outputGradient: y, weightGradient: w)
            }
            print(
                set.name, threads, "conv", b, s, ci, co, kk, st, "forward", g / f, "input", g / i, "weight",
                g / d)
        }
    }
}
