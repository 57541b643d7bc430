/// What the search of one prompt may spend.
public enum SearchBudget: Sendable, Hashable {
    /// Multiply-accumulates, every call counted.
    case multiplyAccumulates(Int)
    /// Seconds, by the times of one call of each model; see `CallSeconds`.
    case seconds(Double)
    /// Candidates that are started, branches of paths included.
    case images(Int)

    /// - Returns: whether that many calls, for that many started candidates, stay within the budget.
    func covers(_ calls: CallCounts, started: Int, costs: CallCosts, seconds: CallSeconds?) -> Bool {
        switch self {
        case .multiplyAccumulates(let limit): calls.cost(costs) <= limit
        case .seconds(let limit): seconds.map { calls.seconds($0) <= limit } ?? false
        case .images(let limit): started <= limit
        }
    }

    /// The greatest size of a search that the budget pays for.
    ///
    /// - Throws: where it does not pay for one of size 1.
    func size(
        of method: some SearchMethod, steps: Int, batch: Int, costs: CallCosts, seconds: CallSeconds?
    ) throws(SearchError) -> Int {
        if case .seconds = self, seconds == nil { throw .noCallSeconds }
        func isCovered(_ size: Int) -> Bool {
            covers(
                method.calls(size: size, steps: steps, batch: batch), started: method.started(size: size),
                costs: costs, seconds: seconds)
        }
        // A larger search never costs less: shares of more candidates round to no fewer.
        var (covered, beyond) = (0, PruningSchedule.maximumCandidates + 1)
        while beyond - covered > 1 {
            let middle = (covered + beyond) / 2
            if isCovered(middle) { covered = middle } else { beyond = middle }
        }
        if covered > 0 { return covered }
        let least = method.calls(size: 1, steps: steps, batch: batch)
        switch self {
        case .multiplyAccumulates(let limit):
            throw .budgetTooSmall(budget: limit, needed: least.cost(costs))
        case .seconds(let limit):
            throw .secondsTooFew(budget: limit, needed: least.seconds(seconds!))
        case .images(let limit):
            throw .imagesTooFew(budget: limit, needed: method.started(size: 1))
        }
    }
}

extension SearchBudget: Codable, CustomStringConvertible {
    private static let secondsUnit = " s"
    private static let imagesUnit = " images"

    /// Such as `1000 MAC`, `2.5 s` or `16 images`.
    public var description: String {
        switch self {
        case .multiplyAccumulates(let count): "\(count) MAC"
        case .seconds(let seconds): "\(seconds)\(Self.secondsUnit)"
        case .images(let count): "\(count)\(Self.imagesUnit)"
        }
    }

    /// Multiply-accumulates are a number, all else a text with its unit.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if case .multiplyAccumulates(let count) = self {
            try container.encode(count)
        } else {
            try container.encode(description)
        }
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let count = try? container.decode(Int.self) {
            self = .multiplyAccumulates(count)
            return
        }
        let text = try container.decode(String.self)
        guard let budget = SearchBudget(text) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "\"\(text)\" is no budget of a search")
        }
        self = budget
    }

    /// Reads `2 s` and `16 images`; nil for anything else.
    public init?(_ text: String) {
        func amount(_ unit: String) -> String? {
            guard text.hasSuffix(unit) else { return nil }
            return text.dropLast(unit.count).trimmed
        }
        if let count = amount("images") ?? amount("image") {
            guard let count = Int(count), count >= 1, count <= 1_000_000_000 else { return nil }
            self = .images(count)
        } else if let seconds = amount("s") {
            guard let seconds = Double(seconds), seconds > 0, seconds <= 1e9 else { return nil }
            self = .seconds(seconds)
        } else {
            return nil
        }
    }
}

extension Substring {
    fileprivate var trimmed: String {
        var text = drop { $0 == " " }
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
