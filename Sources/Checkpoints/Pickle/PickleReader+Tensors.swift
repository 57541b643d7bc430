import Tensors

/// The calls that a pickle of tensors describes, understood instead of made.
extension PickleReader {
    func global(module: String, name: String) throws(CheckpointFileError) -> PickleValue {
        guard let global = PickleGlobal(module: module, name: name) else {
            throw CheckpointFileError(path: path, problem: .global(byte: start, name: "\(module).\(name)"))
        }
        return .global(global)
    }

    /// `('storage', type, key, device, count)`
    mutating func storage(_ identity: PickleValue) throws(CheckpointFileError) -> PickleValue {
        guard case .tuple(let place) = identity else { throw failure("a storage", identity.kind) }
        let parts = objects.tuples[place]
        guard parts.count == 5, parts[0].string == "storage", case .global(let kind) = parts[1],
            let key = parts[2].string, parts[3].string != nil, let count = parts[4].integer
        else { throw failure("a storage: type, key, device, number of elements", "something else") }
        let type: StoredType?
        switch kind {
        case .storage(let found): type = found
        case .untypedStorage: type = nil
        default: throw failure("the type of a storage", kind.name)
        }
        guard count >= 0 else { throw failure("a number of elements from 0", "\(count)") }
        objects.storages.append(TorchStorage(type: type, key: key, count: count))
        try made()
        return .storage(objects.storages.count - 1)
    }

    mutating func reduced(
        _ function: PickleValue, arguments: PickleValue
    ) throws(CheckpointFileError) -> PickleValue {
        guard case .global(let global) = function, case .tuple(let place) = arguments else {
            throw failure("a name and its arguments", "\(function.kind) and \(arguments.kind)")
        }
        let arguments = objects.tuples[place]
        switch global {
        case .orderedDictionary:
            guard arguments.isEmpty else {
                throw failure("no arguments of OrderedDict", "\(arguments.count)")
            }
            return try dictionary()
        case .size:
            guard arguments.count == 1, case .tuple = arguments[0] else {
                throw failure("a tuple for torch.Size", "something else")
            }
            return arguments[0]
        case .rebuildParameter:
            guard arguments.count >= 2, case .tensor = arguments[0] else {
                throw failure("the tensor of a parameter", arguments.first?.kind ?? "nothing")
            }
            return arguments[0]
        case .rebuildTensor:
            return try tensor(arguments, type: nil)
        case .rebuildTypedTensor:
            guard arguments.count >= 7, case .global(.elementType(let type)) = arguments[6] else {
                throw failure("an element type", "something else")
            }
            return try tensor(arguments, type: type)
        case .storage, .untypedStorage, .elementType:
            throw failure("a name that makes a tensor or a dictionary", global.name)
        }
    }

    /// `(storage, offset, shape, strides, ...)`; what follows concerns gradients.
    private mutating func tensor(
        _ arguments: [PickleValue], type: StoredType?
    ) throws(CheckpointFileError) -> PickleValue {
        guard arguments.count >= 4, case .storage(let storage) = arguments[0],
            let offset = arguments[1].integer, let shape = objects.integers(arguments[2]),
            let strides = objects.integers(arguments[3])
        else { throw failure("storage, offset, shape and strides of a tensor", "something else") }
        guard shape.count == strides.count, shape.count <= Self.maximumRank else {
            throw failure(
                "as many strides as extents, at most \(Self.maximumRank)",
                "\(shape.count) extents and \(strides.count) strides")
        }
        guard let type = type ?? objects.storages[storage].type else {
            throw failure("a storage with a type", "untyped bytes")
        }
        objects.tensors.append(
            TorchTensor(storage: storage, type: type, offset: offset, shape: shape, strides: strides))
        try made()
        return .tensor(objects.tensors.count - 1)
    }

    private static var maximumRank: Int { 32 }
}
