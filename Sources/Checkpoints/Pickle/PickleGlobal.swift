import Tensors

/// The Python names that tensors need, and no others. None of them is ever called: each only marks what stands with it.
enum PickleGlobal {
    /// `torch._utils._rebuild_tensor_v2`
    case rebuildTensor
    /// `torch._utils._rebuild_tensor_v3`, for element types that have no storage class.
    case rebuildTypedTensor
    /// `torch._utils._rebuild_parameter`
    case rebuildParameter
    /// `collections.OrderedDict`
    case orderedDictionary
    /// `torch.Size`
    case size
    /// `torch.FloatStorage` and its like.
    case storage(StoredType)
    /// `torch.storage.UntypedStorage`
    case untypedStorage
    /// `torch.float32` and its like.
    case elementType(StoredType)

    /// Nil for any other name.
    init?(module: String, name: String) {
        switch (module, name) {
        case ("torch._utils", "_rebuild_tensor_v2"): self = .rebuildTensor
        case ("torch._utils", "_rebuild_tensor_v3"): self = .rebuildTypedTensor
        case ("torch._utils", "_rebuild_parameter"): self = .rebuildParameter
        case ("collections", "OrderedDict"): self = .orderedDictionary
        case ("torch", "Size"): self = .size
        case ("torch", "UntypedStorage"), ("torch.storage", "UntypedStorage"): self = .untypedStorage
        case ("torch", _):
            if let type = Self.storages[name] {
                self = .storage(type)
            } else if let type = Self.elementTypes[name] {
                self = .elementType(type)
            } else {
                return nil
            }
        default: return nil
        }
    }

    private static let storages: [String: StoredType] = [
        "FloatStorage": .float32, "HalfStorage": .float16, "BFloat16Storage": .bfloat16,
        "DoubleStorage": .float64, "LongStorage": .int64, "IntStorage": .int32, "ShortStorage": .int16,
        "CharStorage": .int8, "ByteStorage": .uint8, "BoolStorage": .bool,
    ]

    private static let elementTypes: [String: StoredType] = [
        "float32": .float32, "float16": .float16, "bfloat16": .bfloat16, "float64": .float64, "int64": .int64,
        "int32": .int32, "int16": .int16, "int8": .int8, "uint8": .uint8, "bool": .bool, "uint16": .uint16,
        "uint32": .uint32, "uint64": .uint64, "float8_e4m3fn": .float8E4M3, "float8_e5m2": .float8E5M2,
    ]

    var name: String {
        switch self {
        case .rebuildTensor: "torch._utils._rebuild_tensor_v2"
        case .rebuildTypedTensor: "torch._utils._rebuild_tensor_v3"
        case .rebuildParameter: "torch._utils._rebuild_parameter"
        case .orderedDictionary: "collections.OrderedDict"
        case .size: "torch.Size"
        case .storage(let type): "the storage of \(type.rawValue)"
        case .untypedStorage: "torch.UntypedStorage"
        case .elementType(let type): "the element type \(type.rawValue)"
        }
    }
}
