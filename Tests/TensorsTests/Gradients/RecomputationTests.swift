import Kernels
import Testing

@testable import Tensors

/// A small residual network with trainable weights, some of which several blocks share.
private struct Network {
    let weights: [Tensor]
    let gamma: Tensor
    let beta: Tensor
    let frozen: FrozenWeight
    let embedding: Tensor

    init() {
        func random(_ shape: Shape, _ name: String) -> Tensor {
            Tensor.uniform(shape, from: RandomStream(seed: 8).stream(name)) - 0.5
        }
        weights = (0..<4).map { random([8, 3, 3, 8], "weight \($0)").tracked }
        gamma = random([8], "gamma").tracked
        beta = random([8], "beta").tracked
        frozen = FrozenWeight(random([8, 3, 3, 8], "frozen"))
        embedding = random([2, 1, 1, 8], "embedding").tracked
    }

    var leaves: [Tensor] { weights + [gamma, beta, embedding] }

    func block(_ index: Int, _ input: Tensor) -> Tensor {
        let normalization = GroupNormalization(groups: 2, gamma: gamma, beta: beta, silu: true)
        let x =
            input.convolution(weight: .tensor(weights[index]), padding: 1, normalization: normalization)
            + embedding
        return x.silu.convolution(weight: .frozen(frozen), padding: 1, adding: input)
    }

    func loss(_ input: Tensor, wrapper: (@escaping () -> Tensor) -> Tensor) -> Tensor {
        var x = input
        for index in weights.indices { x = wrapper { [x] in block(index, x) } }
        return (x * x).mean() + input.mean()
    }
}

@Suite struct RecomputationTests {
    private let input = Tensor.uniform([2, 16, 16, 8], from: RandomStream(seed: 8).stream("input")) - 0.5

    private func gradients(
        threads: Int = 2, _ wrapper: @escaping (@escaping () -> Tensor) -> Tensor
    ) -> (loss: Float, gradients: [[Float]], peak: Int) {
        let pool = StoragePool()
        return Execution.$pool.withValue(pool) {
            Execution.with(Compute(threads: threads)) {
                let network = Network()
                let leaf = input.tracked
                let loss = network.loss(leaf, wrapper: wrapper)
                let gradients = loss.gradients()
                return (
                    loss.scalar, (network.leaves + [leaf]).map { gradients[$0]?.elements ?? [] },
                    pool.statistics.peak
                )
            }
        }
    }

    @Test func gradientsAreTheSameBytes() {
        let plain = gradients { $0() }
        let again = gradients { recomputed($0) }
        #expect(plain.loss == again.loss)
        #expect(plain.gradients == again.gradients)
        #expect(plain.gradients.allSatisfy { gradient in gradient.contains { $0 != 0 } })
        #expect(again.peak < plain.peak * 3 / 4, "\(again.peak) bytes instead of \(plain.peak)")
    }

    @Test func blocksMayBeNested() {
        let plain = gradients { $0() }
        let nested = gradients { block in recomputed { recomputed(block) } }
        #expect(plain.gradients == nested.gradients)
    }

    @Test(arguments: [1, 3, 8]) func bytesDoNotDependOnTheNumberOfThreads(_ threads: Int) {
        let two = gradients { recomputed($0) }
        #expect(gradients(threads: threads) { recomputed($0) }.gradients == two.gradients)
    }

    @Test func nothingIsRecordedWithoutNeed() {
        #expect(!recomputed { input.silu }.requiresGradient)
        let leaf = input.tracked
        #expect(!Execution.withoutGradients { recomputed { leaf.silu } }.requiresGradient)
        #expect(recomputed { leaf.silu }.requiresGradient)
        // Something from outside, returned as it is.
        let gradients = recomputed { leaf }.sum().gradients()
        #expect(gradients[leaf]?.elements.allSatisfy { $0 == 1 } == true)
    }

    @Test func theBlockRunsOncePerPass() {
        nonisolated(unsafe) var runs = 0
        let leaf = input.tracked
        let result = recomputed {
            runs += 1
            return leaf.silu
        }
        #expect(runs == 1)
        _ = result.sum().gradients()
        #expect(runs == 2)
    }
}
