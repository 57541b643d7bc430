import Tensors

/// Everything that a pickle made, by place.
struct PickleObjects {
    var tuples: [[PickleValue]] = []
    var lists: [[PickleValue]] = []
    var dictionaries: [[(key: PickleValue, value: PickleValue)]] = []
    var storages: [TorchStorage] = []
    var tensors: [TorchTensor] = []

    /// Containers, tensors and storages; large training states have some ten thousand.
    static let maximumCount = 1_000_000

    var count: Int {
        tuples.count + lists.count + dictionaries.count + storages.count + tensors.count
    }

    func integers(_ value: PickleValue) -> [Int]? {
        guard case .tuple(let place) = value else { return nil }
        var numbers: [Int] = []
        for element in tuples[place] {
            guard let number = element.integer else { return nil }
            numbers.append(number)
        }
        return numbers
    }
}

/// A block of memory that tensors share, as the pickle names it.
struct TorchStorage {
    /// Nil for untyped bytes.
    let type: StoredType?
    /// The name of its entry in the archive.
    let key: String
    /// Elements; bytes where it has no type.
    let count: Int
}

/// A tensor as the pickle describes it; nothing in it is checked against the archive.
struct TorchTensor {
    /// A place in `PickleObjects.storages`.
    let storage: Int
    let type: StoredType
    /// In elements.
    let offset: Int
    let shape: [Int]
    /// In elements.
    let strides: [Int]
}
