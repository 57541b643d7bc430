import Tensors

/// Everything that a training needs to go on: how many steps are done, and arrays by name.
///
/// Random numbers are counter-based and follow from the step, so they need no place here.
public struct TrainingState: Sendable {
    public var step: Int
    public var tensors: [String: Tensor]

    public init(step: Int, tensors: [String: Tensor]) {
        self.step = step
        self.tensors = tensors
    }

    /// The arrays under `prefix`, without it.
    func part(_ prefix: String) -> [String: Tensor] {
        var part: [String: Tensor] = [:]
        for (name, tensor) in tensors where name.hasPrefix(prefix + "/") {
            part[String(name.dropFirst(prefix.count + 1))] = tensor
        }
        return part
    }

    /// Joins several states under one prefix each.
    static func joined(_ parts: [String: [String: Tensor]]) -> [String: Tensor] {
        var all: [String: Tensor] = [:]
        for (prefix, tensors) in parts {
            for (name, tensor) in tensors { all["\(prefix)/\(name)"] = tensor }
        }
        return all
    }
}
