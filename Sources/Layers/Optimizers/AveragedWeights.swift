import Tensors

/// An exponential moving average of parameters, which draws and scores better than the last step does.
public struct AveragedWeights {
    private let decay: Float
    public private(set) var values: [String: Tensor] = [:]
    private var steps = 0

    public init(decay: Float) { self.decay = decay }

    /// Takes the current values in. The decay grows from 0 at first, so that the start is soon forgotten.
    public mutating func update(_ parameters: [Parameter]) {
        steps += 1
        let decay = min(self.decay, Float(steps) / Float(steps + 10))
        for parameter in parameters {
            let current = parameter.value.detached
            values[parameter.name] =
                values[parameter.name].map { $0 * decay + current * (1 - decay) } ?? current
        }
    }

    public var state: [String: Tensor] {
        var state = ["steps": Tensor(Float(steps))]
        for (name, value) in values { state["average.\(name)"] = value }
        return state
    }

    public mutating func restore(_ state: [String: Tensor]) {
        steps = Int(state["steps"]?.scalar ?? 0)
        values = [:]
        for (name, value) in state where name.hasPrefix("average.") {
            values[String(name.dropFirst("average.".count))] = value
        }
    }
}
