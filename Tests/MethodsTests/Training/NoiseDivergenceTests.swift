import Foundation
import Models
import Tensors
import Testing

@testable import Methods

/// f(x) = A x, whose divergence is known.
private struct LinearGenerator: PictureGenerator {
    /// `[d, d]`, by row.
    let matrix: Tensor
    var stateShape: Shape { [1, matrix.shape[0], 1] }
    let steps = 1
    let largestBatch = 64

    func encode(_ prompts: [String]) throws -> Conditioning { Conditioning(tokens: prompts.map { _ in [] }) }
    func start(_ noise: Tensor) -> Tensor { noise }
    func prediction(_ state: Tensor, index: Int, conditioning: Conditioning) -> Tensor {
        state.reshaped([state.shape[0], matrix.shape[0]]).linear(weight: matrix).reshaped(state.shape)
    }
    func drawsNoise(at index: Int) -> Bool { false }
    func advanced(
        _ state: Tensor, prediction: Tensor, index: Int, noise: Tensor?
    ) -> (state: Tensor, estimate: Tensor) { (state, state) }
    func pictures(of states: Tensor) -> Tensor { states }
}

@Suite struct NoiseDivergenceTests {
    /// A symmetric matrix of the given eigenvalues, in a basis that is not the usual one: a Householder reflection.
    private func matrix(_ eigenvalues: [Double]) -> Tensor {
        let size = eigenvalues.count
        let vector = (0..<size).map { Double($0 + 1) }
        let square = vector.reduce(0) { $0 + $1 * $1 }
        func reflection(_ row: Int, _ column: Int) -> Double {
            (row == column ? 1 : 0) - 2 * vector[row] * vector[column] / square
        }
        return Tensor(
            (0..<size * size).map { place in
                Float(
                    (0..<size).reduce(0) {
                        $0 + reflection(place / size, $1) * eigenvalues[$1] * reflection($1, place % size)
                    })
            }, shape: [size, size])
    }

    @Test(arguments: [[0.3, -0.2, 0.1, 0.05], [0.7, 0.6, -0.5, 0], [-0.9, 0.01, 0.02, 0.03]])
    func theReportedBoundHoldsForALinearFunction(_ eigenvalues: [Double]) throws {
        let dimensions = eigenvalues.count
        let generator = LinearGenerator(matrix: matrix(eigenvalues))
        let network = NoiseHypernetwork(shift: generator, generator: generator)
        let samples = 60_000
        let noise = Tensor.normal([samples, 1, dimensions, 1], from: RandomStream(seed: 4))
        let change = try network.change(noise, prompts: Array(repeating: "", count: samples))
        let found = NoiseDivergence(
            halfSquaredNorm: Double(change.sumOfSquares) / 2 / Double(samples),
            lipschitz: try NoiseDivergence.lipschitz(at: noise.gathered([0, 1, 2]), iterations: 20) {
                try network.change($0, prompts: Array(repeating: "", count: $0.shape[0]))
            }, dimensions: dimensions)

        let largest = eigenvalues.map(abs).max()!
        let stretch = try #require(found.lipschitz)
        #expect(abs(stretch - largest) < 2e-2 * largest, "\(stretch)")
        // E|A x|² is the sum of the squares of A's elements.
        let half = eigenvalues.reduce(0) { $0 + $1 * $1 } / 2
        #expect(abs(found.halfSquaredNorm - half) < 0.02 * half, "\(found.halfSquaredNorm)")
        // Of two normal distributions: (tr S - d - log det S) / 2 with S = (I + A)(I + A)ᵀ.
        let exact = eigenvalues.reduce(0) { $0 + ((1 + $1) * (1 + $1) - 1 - 2 * log(1 + $1)) / 2 }
        let error = try #require(found.error)
        #expect(abs(exact - half) <= error, "\(exact) is \(half) ± \(error)")
        #expect(exact > 0 && error > 0)
        // The bound is not one that always holds: with a tenth of it, the steep ones break it.
        if largest > 0.5 { #expect(abs(exact - half) > error / 10) }
    }

    @Test func theErrorIsThatOfTheSeries() {
        let small = NoiseDivergence(halfSquaredNorm: 1, lipschitz: 0.01, dimensions: 100)
        // d L²/2 to first order.
        #expect(abs(small.error! - 100 * 0.00005) < 1e-4)
        #expect(NoiseDivergence(halfSquaredNorm: 1, lipschitz: 0, dimensions: 100).error == 0)
        #expect(NoiseDivergence(halfSquaredNorm: 1, lipschitz: 1, dimensions: 100).error == nil)
        // What nobody measured limits nothing.
        #expect(NoiseDivergence(halfSquaredNorm: 1, lipschitz: nil, dimensions: 100).error == nil)
    }

    @Test func logarithmsAreThoseOfTheLibrary() {
        for value in [1e-16, 0.3, 0.9999, 1, 1.4999, 1.5001, 2, 3072, 1e18] {
            #expect(abs(Logarithm.natural(value) - log(value)) <= 4e-16 * max(abs(log(value)), 1))
        }
        for value in [0, 1e-9, 0.01, 0.2499, 0.25, 0.9, 0.999999] {
            let expected =
                value < 1e-4 ? value * value / 2 + value * value * value / 3 : -log1p(-value) - value
            #expect(abs(Logarithm.excess(value) - expected) <= 1e-13 * expected)
        }
    }

    @Test func nothingHasNoStretch() throws {
        let generator = LinearGenerator(matrix: .zeros([3, 3]))
        let network = NoiseHypernetwork(shift: generator, generator: generator)
        let noise = Tensor.normal([2, 1, 3, 1], from: RandomStream(seed: 4))
        #expect(try NoiseDivergence.lipschitz(at: noise) { try network.change($0, prompts: ["", ""]) } == 0)
    }

    /// Gradients of regularisers against differences of their values.
    @Test(arguments: NoiseRegularizer.allCases) func regularisersHaveTheirGradients(
        _ regularizer: NoiseRegularizer
    ) {
        let noise = Tensor.normal([3, 2, 2, 2], from: RandomStream(seed: 1))
        let output = Tensor.normal([3, 2, 2, 2], from: RandomStream(seed: 2)) * 0.5
        let gradient = regularizer.gradient(weight: 1, output: output, improved: noise + output).elements
        for index in [0, 7, 13, 23] {
            func value(_ step: Float) -> Double {
                var moved = output.elements
                moved[index] += step
                let changed = Tensor(moved, shape: output.shape)
                return regularizer.value(output: changed, improved: noise + changed)
            }
            let difference = (value(0.01) - value(-0.01)) / 0.02
            #expect(abs(difference - Double(gradient[index])) < 1e-3, "\(index)")
        }
    }
}
