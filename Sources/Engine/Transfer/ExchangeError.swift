/// Why results of others do not come into a cache.
public enum ExchangeError: Error, Equatable, Sendable {
    /// A result names content that did not come with it and is not in the cache.
    case missingContent(stage: String, output: String, Digest)
    /// A result or a manifest claims another size than the content has.
    case contradictedSize(stage: String, output: String, claimed: Int64, found: Int64)
    /// Content that belongs to no result.
    case strayObject(Digest)
}

extension ExchangeError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .missingContent(let stage, let output, let digest):
            "the result of stage \(stage) lacks content \(digest.short) of its output \(output)"
        case .contradictedSize(let stage, let output, let claimed, let found):
            "the result of stage \(stage) claims \(claimed) bytes of content in its output \(output), and there "
                + "are \(found)"
        case .strayObject(let digest):
            "content \(digest.short) belongs to none of the results that it came with"
        }
    }
}
