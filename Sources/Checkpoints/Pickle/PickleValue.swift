/// What a pickle of tensors is made of. Containers are places in `PickleObjects`, not values: pickles may hold
/// themselves, and a chain of any length must not be freed by recursion.
enum PickleValue {
    case none
    case bool(Bool)
    case integer(Int)
    case float(Double)
    /// A whole number beyond 64 bits; no size is one.
    case largeInteger
    case string(String)
    case tuple(Int)
    case list(Int)
    case dictionary(Int)
    case global(PickleGlobal)
    case storage(Int)
    case tensor(Int)

    /// For messages.
    var kind: String {
        switch self {
        case .none: "None"
        case .bool: "a truth value"
        case .integer, .largeInteger: "a whole number"
        case .float: "a number"
        case .string: "a text"
        case .tuple: "a tuple"
        case .list: "a list"
        case .dictionary: "a dictionary"
        case .global(let global): "the name \(global.name)"
        case .storage: "a storage"
        case .tensor: "a tensor"
        }
    }

    var integer: Int? { if case .integer(let value) = self { value } else { nil } }
    var string: String? { if case .string(let value) = self { value } else { nil } }
}
