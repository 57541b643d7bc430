import Layers
import Tensors

/// Models from the arrays of a checkpoint.
enum StoredModel {
    /// A model and the store of its weights, which must fit each other completely.
    static func build<Model>(
        _ arrays: [String: StoredTensor], isTrainable: Bool, _ make: (ParameterScope) -> Model
    ) throws(CheckpointError) -> (model: Model, store: ParameterStore) {
        let store = ParameterStore(
            .stored(arrays.filter { !CheckpointNames.isTableOfPositions($0.key) }), isTrainable: isTrainable)
        let model = make(store.scope)
        try store.verify()
        return (model, store)
    }

    /// The arrays without a prefix that all of them have, as data-parallel training leaves one behind.
    static func withoutPrefix(_ prefix: String, _ arrays: [String: StoredTensor]) -> [String: StoredTensor] {
        guard arrays.keys.allSatisfy({ $0.hasPrefix(prefix) }) else { return arrays }
        var result: [String: StoredTensor] = [:]
        for (name, array) in arrays { result[String(name.dropFirst(prefix.count))] = array }
        return result
    }

    /// How many blocks there are of names `<prefix><number>.<anything>`: one more than the highest number.
    static func blocks(_ prefix: String, in names: some Sequence<String>) -> Int {
        names.reduce(0) { count, name in
            guard name.hasPrefix(prefix) else { return count }
            let number = name.dropFirst(prefix.count).prefix { $0 != "." }
            guard let index = Int(number), index >= 0, index < 1 << 16 else { return count }
            return max(count, index + 1)
        }
    }
}
