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
        /// Names and shapes alone: values are undefined and their memory is never touched, so that a model of any
        /// size can be counted and compared with a checkpoint.
        case shapesOnly
        /// Arrays in memory layout, by name.
        case values([String: Tensor])
        /// Arrays of checkpoint files, by name: vectors are read, everything else stays where it is, in the file's
        /// precision and order.
        case stored([String: StoredTensor])
    }

    public private(set) var parameters: [Parameter] = []
    private var byName: [String: Parameter] = [:]
    private let source: Source
    private let isTrainable: Bool
    private var missing: [String] = []
    private var misshapen: [(name: String, found: Shape, expected: Shape)] = []
    private var mistyped: [TensorError] = []

    public init(_ source: Source, isTrainable: Bool = false) {
        self.source = source
        self.isTrainable = isTrainable
    }

    public subscript(name: String) -> Parameter? { byName[name] }

    /// Number of values of all parameters.
    public var count: Int { parameters.reduce(0) { $0 + $1.shape.count } }

    /// Bytes of all parameters as they are stored.
    public var storedBytes: Int { parameters.reduce(0) { $0 + $1.weight.storedBytes } }

    /// Bytes of the forms of weights that were packed once, on first use, beside the stored ones.
    public var packedBytes: Int { parameters.reduce(0) { $0 + $1.weight.packedBytes } }

    /// The place from which layers are built.
    public var scope: ParameterScope { ParameterScope(store: self, prefix: "", adapters: []) }

    /// The parameter of this name, made on the first call. Asking again gives the same one, which is how two
    /// models share weights.
    func parameter(_ name: String, shape: Shape, role: Parameter.Role, initializer: Initializer) -> Parameter
    {
        if let known = byName[name] {
            precondition(
                known.shape == shape, "\(name) is asked for as \(known.shape) and as \(shape)")
            return known
        }
        let parameter = made(name, shape: shape, role: role, initializer: initializer)
        parameters.append(parameter)
        byName[name] = parameter
        return parameter
    }

    private func made(_ name: String, shape: Shape, role: Parameter.Role, initializer: Initializer)
        -> Parameter
    {
        let value: Tensor
        switch source {
        case .random(let seed):
            value = initializer.values(shape, from: RandomStream(seed: seed).stream(name))
        case .patterned(let seed):
            value = initializer.pattern(shape, from: RandomStream(seed: seed).stream(name))
        case .shapesOnly:
            value = Tensor(shape: shape) { _ in }
        case .values(let values):
            value = fitting(values[name], values[name]?.shape, name, shape) ?? .zeros(shape)
        case .stored(let tensors):
            if let found = fitting(tensors[name], tensors[name]?.memoryShape(.checkpoint), name, shape) {
                do throws(TensorError) {
                    return try Parameter(found, name: name, role: role, isTrainable: isTrainable)
                } catch {
                    mistyped.append(error)
                }
            }
            value = .zeros(shape)
        }
        return Parameter(name: name, role: role, value: value, isTrainable: isTrainable)
    }

    /// What the checkpoint has under a name, if it fits; otherwise that is noted.
    private func fitting<Value>(_ found: Value?, _ foundShape: Shape?, _ name: String, _ shape: Shape)
        -> Value?
    {
        guard let found, let foundShape else {
            missing.append(name)
            return nil
        }
        guard foundShape == shape else {
            misshapen.append((name, foundShape, shape))
            return nil
        }
        return found
    }

    /// Proves that the checkpoint and the model fit each other.
    public func verify() throws(CheckpointError) {
        let names: [String]
        switch source {
        case .random, .patterned, .shapesOnly: return
        case .values(let values): names = Array(values.keys)
        case .stored(let tensors): names = Array(tensors.keys)
        }
        let leftOver = names.filter { byName[$0] == nil }.sorted()
        if !missing.isEmpty || !misshapen.isEmpty || !leftOver.isEmpty {
            throw CheckpointError.doesNotFit(missing: missing, leftOver: leftOver, misshapen: misshapen)
        }
        if !mistyped.isEmpty { throw CheckpointError.elementTypes(mistyped) }
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
            guard let value = values[parameter.name], value.shape != parameter.shape else { return nil }
            return (parameter.name, value.shape, parameter.shape)
        }
        if !absent.isEmpty || !leftOver.isEmpty || !misshapen.isEmpty {
            throw CheckpointError.doesNotFit(missing: absent, leftOver: leftOver, misshapen: misshapen)
        }
        for parameter in parameters { parameter.update(values[parameter.name]!) }
    }
}
