import Hub

/// What can go wrong between Tweed and a model hub, as facts. Texts of the hub are cleaned when they are shown.
public enum HubError: Error, Sendable {
    /// `HF_HUB_OFFLINE` forbids asking.
    case offline(HubReference, reason: String)
    case unusableEndpoint(String)
    case unusableToken
    /// The hub says so of what is private, too.
    case noRepository(HubReference, host: String, hasToken: Bool)
    case noRevision(HubReference, host: String)
    case noFile(HubFilePath, HubReference, host: String)
    /// The authors let in only those who agreed to something.
    case gated(HubReference, page: String, hasToken: Bool)
    case refused(HubReference, host: String, status: Int, token: TokenUse, message: String)
    /// An answer that means nothing good; `message` is the hub's.
    case status(Int, doing: String, host: String, message: String)
    case listing(HubListingError, HubReference, host: String)
    /// The next page of a list is on another host.
    case pageElsewhere(host: String, address: String)
    case missingHeader(String, HubFilePath, host: String)
    /// An `ETag` that is neither a SHA-256 nor git's SHA-1, so that nothing could be verified.
    case unusableTag(String, HubFilePath, host: String)
    /// A file belongs to another commit than was asked for.
    case otherCommit(asked: String, found: String, of: String, host: String)
    /// The hub's list and the file's headers contradict each other.
    case contradiction(HubFilePath, listed: String, found: String, host: String)
    /// The bytes are not those that their name promises.
    case wrongContent(HubFilePath, expected: String, found: String, host: String)
    case nothingChosen(HubReference, files: Int)
    case noSpace(folder: String, needed: Int64, available: Int64)
    /// A file stands where a folder is to be, or the other way round.
    case obstacle(path: String)

    /// What became of the token.
    public enum TokenUse: Sendable {
        case absent
        case sent
        /// The endpoint is spoken to over an open line.
        case keptBack
    }
}

extension HubError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .offline(let reference, let reason):
            "\(reference): \(reason), and HF_HUB_OFFLINE forbids to ask for it; unset HF_HUB_OFFLINE, or copy the "
                + "model into the cache"
        case .unusableEndpoint(let text):
            "HF_ENDPOINT is \(HubText.quoted(text)), which is no address such as \(HubEnvironment.publicEndpoint)"
        case .unusableToken:
            "the token in HF_TOKEN or in the token file has characters that no token has"
        case .noRepository(let reference, let host, let hasToken):
            "\(host) has no model \(reference.repository), or hides it; check the name"
                + (hasToken
                    ? ", and whether your token may read it"
                    : ", and if it is private set HF_TOKEN to a token that may read it")
        case .noRevision(let reference, let host):
            "\(host) has no revision \(HubText.quoted(reference.revision)) of \(reference.repository); name a branch, "
                + "a tag or the 40 digits of a commit"
        case .noFile(let path, let reference, let host):
            "\(host) lists \(HubText.quoted(path.text)) of \(reference) and does not have it"
        case .gated(let reference, let page, let hasToken):
            "the authors of \(reference.repository) let in those only who accept their terms: accept them on \(page), "
                + (hasToken
                    ? "with the account of your token" : "and set HF_TOKEN to a token of your account")
        case .refused(let reference, let host, let status, let token, let message):
            "\(host) does not let you read \(reference.repository), status \(status)\(Self.tail(message)); "
                + Self.advice(token)
        case .status(let status, let doing, let host, let message):
            "\(host) answered \(status) to \(doing)\(Self.tail(message))"
        case .listing(let error, let reference, let host):
            "what \(host) says of \(reference) is refused: \(error)"
        case .pageElsewhere(let host, let address):
            "\(host) says that its list goes on at \(HubText.quoted(address)), which is another host"
        case .missingHeader(let name, let path, let host):
            "\(host) sent no \(name) for \(HubText.quoted(path.text)); is HF_ENDPOINT a model hub?"
        case .unusableTag(let tag, let path, let host):
            "\(host) names the content of \(HubText.quoted(path.text)) \(HubText.quoted(tag)), which is neither a "
                + "SHA-256 nor git's SHA-1, so that nothing could be verified"
        case .otherCommit(let asked, let found, let what, let host):
            "\(host) answered with commit \(HubText.plain(found, limit: 40)) of \(HubText.quoted(what)), and "
                + "\(HubText.plain(asked, limit: 40)) was asked for; try again"
        case .contradiction(let path, let listed, let found, let host):
            "\(host) lists \(HubText.quoted(path.text)) as \(listed) and then calls it \(HubText.plain(found))"
        case .wrongContent(let path, let expected, let found, let host):
            "\(host) sent other bytes of \(HubText.quoted(path.text)) than promised: they have the digest "
                + "\(found.prefix(12))..., not \(expected.prefix(12))...; nothing of them is kept"
        case .nothingChosen(let reference, let files):
            "\(reference) has \(files) files, and none of them is wanted; say which with --allow"
        case .noSpace(let folder, let needed, let available):
            "\(needed) bytes are to be written to \(folder), and \(available) are free there; set HF_HOME to a folder "
                + "on another disk, or choose less with --allow"
        case .obstacle(let path): "\(HubText.plain(path, limit: 1_000)) stands in the way; move it elsewhere"
        }
    }

    private static func tail(_ message: String) -> String {
        message.isEmpty ? "" : ": " + HubText.plain(message, limit: 300)
    }

    private static func advice(_ token: TokenUse) -> String {
        switch token {
        case .absent: "set HF_TOKEN to a token that may read it"
        case .sent: "your token may be wrong or old, or may not read this model"
        case .keptBack: "your token is not sent over an open line: HF_ENDPOINT must begin with https"
        }
    }
}
