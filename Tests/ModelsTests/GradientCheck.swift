import Tensors
import Testing

/// Compares the gradient of a scalar function with central differences, at the pixels where it is steepest.
struct GradientCheck {
    let input: Tensor
    let function: (Tensor) -> Tensor

    init(at input: Tensor, _ function: @escaping (Tensor) -> Tensor) {
        self.input = input
        self.function = function
    }

    func verify(pixels: Int = 6, step: Float = 0.02) throws {
        let leaf = input.tracked
        let gradient = try #require(function(leaf).gradients()[leaf]).elements
        let steepest = gradient.indices.sorted { abs(gradient[$0]) > abs(gradient[$1]) }
        let largest = abs(gradient[steepest[0]])
        #expect(largest > 0)
        // The steepest ones, and one in the middle.
        for index in steepest.prefix(pixels) + [steepest[steepest.count / 2]] {
            let difference = (value(index, step) - value(index, -step)) / (2 * step)
            #expect(abs(difference - gradient[index]) < 0.03 * largest, "pixel \(index)")
        }
    }

    private func value(_ index: Int, _ offset: Float) -> Float {
        var elements = input.elements
        elements[index] += offset
        return Execution.withoutGradients { function(Tensor(elements, shape: input.shape)).scalar }
    }
}
