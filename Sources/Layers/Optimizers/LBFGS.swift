import Tensors

/// L-BFGS with a strong Wolfe line search, as `torch.optim.LBFGS` computes it (Liu and Nocedal 1989): for functions
/// without noise, such as a loss over fixed prompts and noise.
///
/// It evaluates the function itself, several times in a step. Vectors are all parameters in a row; sums run in double
/// precision and in fixed order.
public struct LBFGS {
    /// The function and its gradient at the current parameters.
    public typealias Evaluation = (value: Double, gradients: ParameterGradients)

    /// What a step did.
    public struct Outcome: Sendable {
        /// At the start of the step.
        public var valueBefore: Double
        public var value: Double
        /// Euclidean norm of the gradient at the start.
        public var gradientNorm: Double
        /// How often the function was evaluated.
        public var evaluations: Int
    }

    public let parameters: [Parameter]
    private let iterations: Int
    private let history: Int
    private let gradientTolerance = 1e-7
    private let changeTolerance = 1e-9
    /// Pairs with less curvature than this are left out.
    private let smallestCurvature = 1e-10

    /// Changes of the parameters and of the gradient, the oldest first.
    private var pairs: [(change: [Float], gradientChange: [Float])] = []
    private var direction: [Float] = []
    private var stepLength = 0.0
    private var previousGradient: [Float] = []
    private var scale = 1.0
    private var done = 0

    /// - Parameters:
    ///   - iterations: at most, in one `step`.
    ///   - history: pairs that the curvature is known from.
    public init(_ parameters: [Parameter], iterations: Int = 10, history: Int = 10) {
        precondition(iterations > 0 && history > 0)
        self.parameters = parameters
        self.iterations = iterations
        self.history = history
    }

    /// Some iterations, until nothing changes or their number is reached.
    ///
    /// - Parameter evaluate: the function at the current values of the parameters.
    public mutating func step(
        learningRate: Float, evaluate: () throws -> Evaluation
    ) rethrows -> Outcome {
        var found = try evaluate()
        var gradient = flat(found.gradients)
        var outcome = Outcome(
            valueBefore: found.value, value: found.value, gradientNorm: dot(gradient, gradient).squareRoot(),
            evaluations: 1)
        guard found.value.isFinite, Self.largest(gradient) > gradientTolerance else { return outcome }
        for iteration in 1...iterations {
            updateDirection(gradient)
            let slope = dot(gradient, direction)
            guard slope < -changeTolerance else { break }
            var first = Double(learningRate)
            if done == 1 { first *= min(1, 1 / gradient.reduce(0) { $0 + abs(Double($1)) }) }
            let origin = flatValues
            let start = LineSearch.Point(step: 0, value: found.value, gradient: gradient, slope: slope)
            let (point, evaluations) = try LineSearch(tolerance: changeTolerance).run(
                from: start, first: first, largest: Self.largest(direction)
            ) { step in
                move(from: origin, by: step)
                let found = try evaluate()
                let gradient = flat(found.gradients)
                return LineSearch.Point(
                    step: step, value: found.value, gradient: gradient, slope: dot(gradient, direction))
            }
            previousGradient = gradient
            let change = abs(point.value - found.value)
            (found.value, gradient, stepLength) = (point.value, point.gradient, point.step)
            move(from: origin, by: stepLength)
            outcome.value = found.value
            outcome.evaluations += evaluations
            if iteration == iterations || outcome.evaluations >= iterations * 5 / 4
                || Self.largest(gradient) <= gradientTolerance
                || Self.largest(direction) * stepLength <= changeTolerance || change < changeTolerance
            {
                break
            }
        }
        return outcome
    }

    /// The quasi-Newton direction at this gradient (two-loop recursion).
    private mutating func updateDirection(_ gradient: [Float]) {
        done += 1
        guard done > 1 else {
            direction = gradient.map { -$0 }
            scale = 1
            return
        }
        let change = direction.map { Float(Double($0) * stepLength) }
        let gradientChange = zip(gradient, previousGradient).map { $0 - $1 }
        let curvature = dot(gradientChange, change)
        if curvature > smallestCurvature {
            if pairs.count == history { pairs.removeFirst() }
            pairs.append((change, gradientChange))
            scale = curvature / dot(gradientChange, gradientChange)
        }
        var result = gradient.map { -$0 }
        var factors: [Double] = []
        for (change, gradientChange) in pairs.reversed() {
            let factor = dot(change, result) / dot(gradientChange, change)
            factors.append(factor)
            Self.add(gradientChange, times: -factor, to: &result)
        }
        result = result.map { Float(Double($0) * scale) }
        for ((change, gradientChange), factor) in zip(pairs, factors.reversed()) {
            let other = dot(gradientChange, result) / dot(gradientChange, change)
            Self.add(change, times: factor - other, to: &result)
        }
        direction = result
    }

    private func move(from origin: [Float], by step: Double) {
        var values = origin
        Self.add(direction, times: step, to: &values)
        var start = 0
        for parameter in parameters where parameter.isTrainable {
            let end = start + parameter.shape.count
            parameter.update(Tensor(Array(values[start..<end]), shape: parameter.shape))
            start = end
        }
    }

    private var flatValues: [Float] {
        parameters.filter(\.isTrainable).flatMap { $0.value.elements }
    }

    private func flat(_ gradients: ParameterGradients) -> [Float] {
        parameters.filter(\.isTrainable).flatMap {
            gradients[$0]?.elements ?? Array(repeating: 0, count: $0.shape.count)
        }
    }

    private func dot(_ left: [Float], _ right: [Float]) -> Double {
        var sum = 0.0
        for index in left.indices { sum += Double(left[index]) * Double(right[index]) }
        return sum
    }

    private static func add(_ vector: [Float], times factor: Double, to sum: inout [Float]) {
        for index in sum.indices { sum[index] = Float(Double(sum[index]) + factor * Double(vector[index])) }
    }

    private static func largest(_ vector: [Float]) -> Double {
        vector.reduce(0) { max($0, abs(Double($1))) }
    }

    public var state: [String: Tensor] {
        var state: [String: Tensor] = [
            "done": Tensor(Float(done)), "direction": Self.tensor(direction),
            "gradient": Self.tensor(previousGradient),
            "numbers": Self.tensor(Self.halves(stepLength) + Self.halves(scale)),
        ]
        for (index, pair) in pairs.enumerated() {
            state["pair.\(index).change"] = Self.tensor(pair.change)
            state["pair.\(index).gradient"] = Self.tensor(pair.gradientChange)
        }
        return state
    }

    public mutating func restore(_ state: [String: Tensor]) {
        done = Int(state["done"]?.scalar ?? 0)
        direction = state["direction"]?.elements ?? []
        previousGradient = state["gradient"]?.elements ?? []
        let numbers = state["numbers"]?.elements ?? [0, 0, 0, 1, 0, 0]
        stepLength = Self.whole(numbers[0..<3])
        scale = Self.whole(numbers[3..<6])
        pairs = []
        while let change = state["pair.\(pairs.count).change"],
            let gradient = state["pair.\(pairs.count).gradient"]
        {
            pairs.append((change.elements, gradient.elements))
        }
    }

    private static func tensor(_ values: [Float]) -> Tensor { Tensor(values, shape: [values.count]) }

    /// A number as the sum of three of half its precision, since states hold such numbers.
    private static func halves(_ value: Double) -> [Float] {
        let first = Float(value)
        let second = Float(value - Double(first))
        return [first, second, Float(value - Double(first) - Double(second))]
    }

    private static func whole(_ parts: ArraySlice<Float>) -> Double {
        parts.reduce(0) { $0 + Double($1) }
    }
}
