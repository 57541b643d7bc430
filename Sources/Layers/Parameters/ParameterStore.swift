import Tensors

/// All parameters of one model, in the order in which its layers asked for them.
///
/// Layers ask by name while they are built. Values come from a seed or from a checkpoint; in the second case
/// `verify()` proves that every parameter was filled and every array of the checkpoint used.
public final class ParameterStore {
    public enum Source {
        /// Each parameter draws from a stream of its own name, so that the order of building is irrelevant.
        case random(seed: UInt64)
        /// As `random`, from a cheap pattern of the same spread: for models of a real size whose weights matter
        /// little, as in benchmarks.
        case patterned(seed: UInt64)
        /// Arrays in memory layout, by name.
        case values([String: Tensor])
    }

    public private(set) var parameters: [Parameter] = []
    private var byName: [String: Parameter] = [:]
    private let source: Source
    private let isTrainable: Bool
    private var missing: [String] = []
    private var misshapen: [(name: String, found: Shape, expected: Shape)] = []

    public init(_ source: Source, isTrainable: Bool = false) {
        self.source = source
        self.isTrainable = isTrainable
    }

    public subscript(name: String) -> Parameter? { byName[name] }

    /// Number of values of all parameters.
    public var count: Int { parameters.reduce(0) { $0 + $1.value.count } }

    /// The place from which layers are built.
    public var scope: ParameterScope { ParameterScope(store: self, prefix: "", adapter: nil) }

    /// The parameter of this name, made on the first call. Asking again gives the same one, which is how two
    /// models share weights.
    func parameter(_ name: String, shape: Shape, role: Parameter.Role, initializer: Initializer) -> Parameter
    {
        if let known = byName[name] {
            precondition(
                known.value.shape == shape, "\(name) is asked for as \(known.value.shape) and as \(shape)")
            return known
        }
        let value: Tensor
        switch source {
        case .random(let seed):
            value = initializer.values(shape, from: RandomStream(seed: seed).stream(name))
        case .patterned(let seed):
            value = initializer.pattern(shape, from: RandomStream(seed: seed).stream(name))
        case .values(let values):
            if let found = values[name], found.shape == shape {
                value = found
            } else {
                if let found = values[name] {
                    misshapen.append((name, found.shape, shape))
                } else {
                    missing.append(name)
                }
                value = .zeros(shape)
            }
        }
        let parameter = Parameter(name: name, role: role, value: value, isTrainable: isTrainable)
        parameters.append(parameter)
        byName[name] = parameter
        return parameter
    }

    /// Proves that the checkpoint and the model fit each other.
    public func verify() throws(CheckpointError) {
        guard case .values(let values) = source else { return }
        let leftOver = values.keys.filter { byName[$0] == nil }.sorted()
        if !missing.isEmpty || !misshapen.isEmpty || !leftOver.isEmpty {
            throw CheckpointError.doesNotFit(missing: missing, leftOver: leftOver, misshapen: misshapen)
        }
    }

    /// Makes all parameters trainable, or none.
    public func setTrainable(_ isTrainable: Bool) {
        for parameter in parameters { parameter.isTrainable = isTrainable }
    }

    /// Current values by name, in memory layout.
    public var values: [String: Tensor] {
        Dictionary(uniqueKeysWithValues: parameters.map { ($0.name, $0.value.detached) })
    }

    /// Replaces the values of all parameters by name.
    public func load(_ values: [String: Tensor]) throws(CheckpointError) {
        let absent = parameters.map(\.name).filter { values[$0] == nil }
        let leftOver = values.keys.filter { byName[$0] == nil }.sorted()
        let misshapen = parameters.compactMap { parameter -> (name: String, found: Shape, expected: Shape)? in
            guard let value = values[parameter.name], value.shape != parameter.value.shape else { return nil }
            return (parameter.name, value.shape, parameter.value.shape)
        }
        if !absent.isEmpty || !leftOver.isEmpty || !misshapen.isEmpty {
            throw CheckpointError.doesNotFit(missing: absent, leftOver: leftOver, misshapen: misshapen)
        }
        for parameter in parameters { parameter.update(values[parameter.name]!) }
    }
}
