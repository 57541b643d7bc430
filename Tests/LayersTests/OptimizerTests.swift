import Tensors
import Testing

@testable import Layers

@Suite struct OptimizerTests {
    private func store(_ values: [Float], shape: Shape, role: Parameter.Role = .vector) -> ParameterStore {
        let store = ParameterStore(.values(["p": Tensor(values, shape: shape)]), isTrainable: true)
        _ = store.scope.parameter("p", shape: shape, role: role, initializer: .zeros)
        return store
    }

    @Test func adamWFollowsTheFormula() {
        let store = store([1, -2], shape: [2])
        var optimizer = AdamW(store.parameters, beta1: 0.9, beta2: 0.99, weightDecay: 0.1)
        var (value, first, second) = ([1.0, -2.0], [0.0, 0.0], [0.0, 0.0])
        for step in 1...3 {
            let loss = (store["p"]!.value.squared * Tensor([0.5, 1.5], shape: [2])).sum()
            optimizer.step(gradients: loss.gradients(), learningRate: 0.05)
            for index in 0..<2 {
                let gradient = value[index] * [1.0, 3.0][index]
                first[index] = 0.9 * first[index] + 0.1 * gradient
                second[index] = 0.99 * second[index] + 0.01 * gradient * gradient
                let powers = (0..<step).reduce((1.0, 1.0)) { result, _ in (result.0 * 0.9, result.1 * 0.99) }
                let direction =
                    first[index] / (1 - powers.0) / ((second[index] / (1 - powers.1)).squareRoot() + 1e-8)
                value[index] = value[index] * (1 - 0.05 * 0.1) - 0.05 * direction
            }
        }
        for (found, expected) in zip(store["p"]!.value.elements, value) {
            #expect(abs(Double(found) - expected) < 1e-5)
        }
    }

    @Test func gradientsAreClippedTogether() {
        let store = store([3, 4], shape: [2])
        let gradients = store["p"]!.value.sum().gradients()
        #expect(abs(gradients.norm(of: store.parameters) - Float(2).squareRoot()) < 1e-6)
    }

    @Test(arguments: [[6, 10], [10, 6]]) func muonMakesUpdatesNearlyOrthogonal(_ sides: [Int]) {
        let matrix = Tensor.normal(Shape(sides), from: RandomStream(seed: 4).stream("matrix"))
        let made = Muon.orthogonalized(matrix)
        #expect(made.shape == matrix.shape)
        let isTall = sides[0] > sides[1]
        let product = made.matrixProduct(made, transposeLeft: isTall, transposeRight: !isTall)
        let size = product.shape[0]
        for row in 0..<size {
            for column in 0..<size {
                let value = product.elements[row * size + column]
                // The iteration leaves singular values within about 0.7 to 1.2.
                #expect(row == column ? (0.4...1.6).contains(value) : abs(value) < 0.45)
            }
        }
    }

    @Test func stateRestoresToTheSameBytes() {
        func train(_ steps: Int, _ optimizer: inout AdamW, _ store: ParameterStore) {
            for _ in 0..<steps {
                optimizer.step(gradients: store["p"]!.value.squared.sum().gradients(), learningRate: 0.1)
            }
        }
        let whole = store([1, 2, 3], shape: [3])
        var first = AdamW(whole.parameters)
        train(5, &first, whole)

        let cut = store([1, 2, 3], shape: [3])
        var second = AdamW(cut.parameters)
        train(2, &second, cut)
        let resumed = store(cut["p"]!.value.elements, shape: [3])
        var third = AdamW(resumed.parameters)
        third.restore(second.state)
        train(3, &third, resumed)
        #expect(resumed["p"]!.value.elements == whole["p"]!.value.elements)
    }
}
