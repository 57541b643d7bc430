import Kernels
import Tensors
import Testing

/// Every differentiable operation, from one table, on every instruction set that this machine has.
@Suite struct OperationTests {
    static let kernels = KernelSet.available.map(\.name)

    private func compute(_ name: String, threads: Int = 2) -> Compute {
        Compute(kernels: KernelSet.available.first { $0.name == name }!, threads: threads)
    }

    /// A scalar that weighs each element of the result differently, so that no gradient can hide in a sum.
    private func weighted(_ result: Tensor) -> Tensor {
        (result * Tensor.uniform(result.shape, from: RandomStream(seed: 5).stream("weights"))).sum()
    }

    @Test(arguments: OperationCase.all, kernels)
    func valueAgreesWithTheScalarReference(_ operation: OperationCase, kernels: String) {
        let inputs = operation.inputs()
        let expected = Execution.with(compute("scalar", threads: 1)) { operation.operation(inputs).elements }
        let found = Execution.with(compute(kernels)) { operation.operation(inputs).elements }
        #expect(expected.count == found.count)
        for (expected, found) in zip(expected, found) {
            #expect(abs(expected - found) <= 2e-5 * max(1, abs(expected)))
        }
    }

    @Test(arguments: OperationCase.all, kernels)
    func gradientAgreesWithFiniteDifferences(_ operation: OperationCase, kernels: String) {
        Execution.with(compute(kernels)) {
            let inputs = operation.inputs().map(\.tracked)
            let gradients = weighted(operation.operation(inputs)).gradients()
            for position in inputs.indices {
                guard let gradient = gradients[inputs[position]]?.elements else {
                    Issue.record("no gradient for input \(position)")
                    continue
                }
                let step: Float = 1e-2
                for element in stride(from: 0, to: gradient.count, by: max(1, gradient.count / 12)) {
                    func value(_ change: Float) -> Float {
                        var moved = inputs.map(\.detached)
                        var elements = moved[position].elements
                        elements[element] += change
                        moved[position] = Tensor(elements, shape: moved[position].shape)
                        return weighted(operation.operation(moved)).scalar
                    }
                    // Fourth-order central difference: float32 allows no smaller step.
                    let slope =
                        (8 * (value(step) - value(-step)) - (value(2 * step) - value(-2 * step)))
                        / (12 * step)
                    #expect(
                        abs(slope - gradient[element]) <= 4e-3 * max(1, abs(slope)),
                        "input \(position), element \(element): \(gradient[element]) against \(slope)")
                }
            }
        }
    }

    @Test(arguments: OperationCase.all)
    func bytesDoNotDependOnTheNumberOfThreads(_ operation: OperationCase) {
        func everything(threads: Int) -> [[Float]] {
            Execution.with(compute(KernelSet.best.name, threads: threads)) {
                let inputs = operation.inputs().map(\.tracked)
                let result = operation.operation(inputs)
                let gradients = weighted(result).gradients()
                return [result.elements] + inputs.map { gradients[$0]?.elements ?? [] }
            }
        }
        let one = everything(threads: 1)
        for threads in [2, 3, 8] { #expect(everything(threads: threads) == one) }
    }
}
