import Kernels
import Tensors
import Testing

/// NaN and infinity pass through as IEEE 754 says and as the scalar reference has it, on every instruction set.
@Suite struct NonFiniteTests {
    private static let kernels = KernelSet.available.map(\.name)

    /// Finite values with the given one at some places, so that whole vectors and remainders meet it.
    private func input(_ special: Float, _ shape: Shape) -> Tensor {
        Tensor(shape: shape) { buffer in
            for index in buffer.indices {
                buffer[index] = index % 23 == 7 ? special : Float(index % 11) * 0.25 - 1
            }
        }
    }

    private static let operations: [(name: String, shape: Shape, operation: @Sendable (Tensor) -> Tensor)] = [
        ("relu", [6, 37], { $0.relu }), ("silu", [6, 37], { $0.silu }), ("gelu", [6, 37], { $0.gelu }),
        ("tanh", [6, 37], { $0.tanh }), ("exponential", [6, 37], { $0.exponential }),
        ("squared", [6, 37], { $0.squared }), ("softmax", [6, 37], { $0.softmax() }),
        ("sum", [6, 37], { $0.sum(axes: [1]) }),
        (
            "layer norm", [6, 37],
            { $0.layerNorm(gamma: Tensor(repeating: 1, shape: [37]), beta: .zeros([37])) }
        ),
        (
            "group norm", [2, 3, 8],
            { $0.groupNorm(groups: 2, gamma: Tensor(repeating: 1, shape: [8]), beta: .zeros([8])) }
        ),
        ("linear", [6, 37], { $0.linear(weight: Tensor(repeating: 0.5, shape: [5, 37])) }),
        (
            "convolution", [1, 5, 5, 3],
            { $0.convolution(weight: Tensor(repeating: 0.5, shape: [4, 3, 3, 3]), padding: 1) }
        ),
    ]

    @Test(arguments: operations.indices, kernels)
    func agreesWithTheScalarReference(_ index: Int, kernels: String) {
        let (name, shape, operation) = Self.operations[index]
        for special in [Float.nan, .infinity, -.infinity] {
            let input = input(special, shape)
            let results = ["scalar", kernels].map { name in
                Execution.with(
                    Compute(kernels: KernelSet.available.first { $0.name == name }!, threads: 2)
                ) { operation(input).elements }
            }
            for (expected, found) in zip(results[0], results[1]) {
                let agrees =
                    expected.isNaN
                    ? found.isNaN
                    : expected.isInfinite
                        ? found == expected : abs(found - expected) <= 1e-4 * max(1, abs(expected))
                #expect(agrees, "\(name) of \(special): \(found) instead of \(expected)")
            }
        }
    }

    @Test func aNaNIsNotLost() {
        let input = Tensor([.nan, 1, -1], shape: [1, 3])
        #expect(input.relu.elements[0].isNaN)
        #expect(input.softmax().elements.allSatisfy { $0.isNaN })
        #expect(input.linear(weight: .zeros([2, 3])).elements.allSatisfy { $0.isNaN })
        #expect(input.clamped(to: 0...1).elements[0].isNaN)
    }
}
