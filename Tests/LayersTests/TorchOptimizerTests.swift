import Foundation
import Tensors
import Testing

@testable import Layers

/// What PyTorch's optimizers do on small problems (`Tools/fixtures/optimizers.py`).
@Suite struct TorchOptimizerTests {
    private struct Fixture: Decodable {
        let bowl: [String: [[Double]]]
        let rosenbrock: [[Double]]
    }

    private func fixture() throws -> Fixture {
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Fixtures/optimizers/torch.json")
        return try JSONDecoder().decode(Fixture.self, from: Data(contentsOf: path))
    }

    private func store(_ values: [Float]) -> ParameterStore {
        let shape: Shape = [values.count]
        let store = ParameterStore(.values(["p": Tensor(values, shape: shape)]), isTrainable: true)
        _ = store.scope.parameter("p", shape: shape, role: .vector, initializer: .zeros)
        return store
    }

    private static let start: [Float] = [1, -2, 3, 0.5]

    private static func bowl(_ value: Tensor) -> Tensor {
        (value.squared * Tensor([1, 3, 0.5, 8], shape: [4])).sum() * 0.5
    }

    private static let optimizers: [String: @Sendable ([Parameter]) -> (any Optimizer, Float)] = [
        "sgd": { (SGD($0, momentum: 0), 0.05) },
        "momentum": { (SGD($0, momentum: 0.9, weightDecay: 0.1), 0.05) },
        "nesterov": { (SGD($0, momentum: 0.8, isNesterov: true), 0.05) },
        "adam": { (Adam($0, beta1: 0.9, beta2: 0.99, weightDecay: 0.2), 0.1) },
        "adamw": { (AdamW($0, beta1: 0.9, beta2: 0.99, weightDecay: 0.2), 0.1) },
    ]

    @Test(arguments: ["sgd", "momentum", "nesterov", "adam", "adamw"])
    func stepsAreThoseOfPyTorch(_ name: String) throws {
        let expected = try #require(try fixture().bowl[name])
        let store = store(Self.start)
        let make = try #require(Self.optimizers[name])
        var (optimizer, rate) = make(store.parameters)
        for (step, point) in expected.enumerated() {
            if step == 3 {
                // From its state, another one goes on.
                let state = optimizer.state
                (optimizer, rate) = make(store.parameters)
                optimizer.restore(state)
            }
            optimizer.step(gradients: Self.bowl(store["p"]!.value).gradients(), learningRate: rate)
            for (found, expected) in zip(store["p"]!.value.elements, point) {
                #expect(abs(Double(found) - expected) < 2e-6, "step \(step)")
            }
        }
    }

    @Test func aLineSearchStepsAsPyTorch() throws {
        let expected = try #require(try fixture().bowl["lbfgs"])
        let store = store(Self.start)
        var search = LBFGS(store.parameters, iterations: 1, history: 3)
        for (step, point) in expected.enumerated() {
            if step == 3 {
                let state = search.state
                search = LBFGS(store.parameters, iterations: 1, history: 3)
                search.restore(state)
            }
            _ = search.step(learningRate: 0.5) {
                let value = Self.bowl(store["p"]!.value)
                return (
                    Double(value.scalar), ParameterGradients(value.gradients(), of: store.parameters)
                )
            }
            for (found, expected) in zip(store["p"]!.value.elements, point) {
                #expect(abs(Double(found) - expected) < 1e-4, "step \(step): \(found), \(expected)")
            }
        }
    }

    /// The curved valley of H. H. Rosenbrock (1960), whose lowest point is (1, 1).
    @Test func aCurvedValleyIsFollowedAsByPyTorch() throws {
        let expected = try fixture().rosenbrock
        let store = store([-1.2, 1])
        var search = LBFGS(store.parameters, iterations: 10, history: 10)
        var values: [Double] = []
        for (step, point) in expected.enumerated() {
            let outcome = search.step(learningRate: 1) {
                // In double precision, as the fixture.
                let (x, y) = (
                    Double(store["p"]!.value.elements[0]), Double(store["p"]!.value.elements[1])
                )
                let (a, b) = (1 - x, y - x * x)
                let gradient = [Float(-2 * a - 400 * x * b), Float(200 * b)]
                return (
                    a * a + 100 * b * b, ParameterGradients(["p": Tensor(gradient, shape: [2])])
                )
            }
            values.append(outcome.value)
            for (found, expected) in zip(store["p"]!.value.elements, point) where step < 2 {
                #expect(abs(Double(found) - expected) < 5e-3, "step \(step): \(found), \(expected)")
            }
        }
        #expect(zip(values, values.dropFirst()).allSatisfy { $0 >= $1 })
        #expect(store["p"]!.value.elements.allSatisfy { abs($0 - 1) < 1e-3 })
    }

    @Test func gradientsAddScaleAndClip() {
        let store = store([3, 4])
        let first = ParameterGradients(store["p"]!.value.squared.sum().gradients(), of: store.parameters)
        #expect(first.norm(of: store.parameters) == 10)
        var sum = ParameterGradients()
        sum.add(first)
        sum.add(first.scaled(by: 0.5))
        #expect(sum[store["p"]!]?.elements == [9, 12])
        #expect(first.clipped(norm: 10, to: 5)[store["p"]!]?.elements == [3, 4])
        #expect(first.clipped(norm: 10, to: 20)[store["p"]!]?.elements == [6, 8])
        #expect(first.clipped(norm: 10, to: nil)[store["p"]!]?.elements == [6, 8])
    }
}
