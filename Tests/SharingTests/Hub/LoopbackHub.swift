import Crypto
import Foundation
import Hub
import Synchronization

@testable import Sharing

/// A model hub that answers as the real one was recorded: small files itself, large ones by sending the asker to another
/// host with a signed address. A test may put another answer in the place of any.
final class LoopbackHub: Sendable {
    typealias Request = LoopbackServer.Request
    /// Nil for the hub's own answer.
    typealias Lie = @Sendable (Request) -> Data?

    static let commit = "0123456789abcdef0123456789abcdef01234567"
    static let token = "hf_secret"

    struct File: Sendable {
        var data: Data
        var isLarge = false

        var blob: String {
            LoopbackHub.hexadecimal(Insecure.SHA1.hash(data: Data("blob \(data.count)\0".utf8) + data))
        }
        var sha256: String { LoopbackHub.hexadecimal(SHA256.hash(data: data)) }
        var etag: String { isLarge ? sha256 : blob }
    }

    let files: [String: File]
    let hub: LoopbackServer
    let store: LoopbackServer
    let scratch: Scratch

    static let standard: [String: File] = [
        "model_index.json": File(data: Data("{}".utf8)),
        "unet/config.json": File(data: Data("{\"a\": 1}".utf8)),
        "unet/copy.json": File(data: Data("{\"a\": 1}".utf8)),
        "unet/empty.txt": File(data: Data()),
        "unet/diffusion_pytorch_model.safetensors": File(
            data: Data((0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }), isLarge: true),
        "unet/diffusion_pytorch_model.bin": File(data: Data(repeating: 3, count: 1_000), isLarge: true),
        "README.md": File(data: Data("# r".utf8)),
    ]

    init(
        _ files: [String: File] = standard, hasTree: Bool = true, hub lie: @escaping Lie = { _ in nil },
        store storeLie: @escaping Lie = { _ in nil }
    ) throws {
        self.files = files
        scratch = try Scratch()
        store = try LoopbackServer { request in
            if let answer = storeLie(request) { return answer }
            let name = request.path.split(separator: "/").last.map(String.init) ?? ""
            guard request.path.hasPrefix("/signed/"),
                let file = files.values.first(where: { $0.sha256 == name })
            else { return LoopbackServer.answer("404 Not Found") }
            return Self.content(file.data, request, [])
        }
        hub = try LoopbackServer { [port = store.port] request in
            if let answer = lie(request) { return answer }
            return Self.answer(request, files, storePort: port, hasTree: hasTree)
        }
    }

    func client(_ reference: String = "hub:org/name", token: String? = nil) throws -> HubClient {
        try HubClient(
            HubReference(reference), endpoint: "http://127.0.0.1:\(hub.port)", token: token,
            retry: RetryPolicy(attempts: 3, firstPause: 0.001))
    }

    var cache: HubCache { HubCache(folder: scratch("cache")) }
    /// Everything below the cache, locks included.
    var cached: [String] { scratch.files("cache") }

    @discardableResult
    func download(
        _ reference: String = "hub:org/name", _ choice: HubFileChoice = HubFileChoice(), token: String? = nil
    ) throws -> HubDownloader.Outcome {
        try HubDownloader(client(reference, token: token), cache: cache).download(choice)
    }

    func blob(_ name: String) -> String { "models--org--name/blobs/\(files[name]?.etag ?? "")" }

    // MARK: - The protocol

    private static func answer(
        _ request: Request, _ files: [String: File], storePort: Int, hasTree: Bool
    ) -> Data {
        let path = String(request.path.prefix { $0 != "?" })
        let revisions = ["main", "v1", "refs%2Fpr%2F7", commit]
        for revision in revisions {
            if path == "/api/models/org/name/revision/\(revision)" {
                let names = files.keys.sorted().map { "{\"rfilename\":\"\($0)\"}" }.joined(separator: ",")
                return LoopbackServer.answer(
                    "200 OK", ["Content-Type: application/json"],
                    Data("{\"id\":\"org/name\",\"sha\":\"\(commit)\",\"siblings\":[\(names)]}".utf8))
            }
        }
        if path.hasPrefix("/api/models/org/name/revision/") {
            return LoopbackServer.answer("404 Not Found", ["X-Error-Code: RevisionNotFound"])
        }
        if path == "/api/models/org/name/tree/\(commit)", hasTree { return tree(request, files) }
        let prefix = "/org/name/resolve/\(commit)/"
        guard path.hasPrefix(prefix) else {
            return LoopbackServer.answer(
                "401 Unauthorized", ["X-Error-Code: RepoNotFound", "X-Error-Message: Repository not found"])
        }
        let name = String(path.dropFirst(prefix.count)).removingPercentEncoding ?? ""
        guard let file = files[name] else {
            return LoopbackServer.answer("404 Not Found", ["X-Error-Code: EntryNotFound"])
        }
        let headers = ["X-Repo-Commit: \(commit)", "ETag: \"\(file.isLarge ? "0" : file.etag)\""]
        guard file.isLarge else { return content(file.data, request, headers) }
        return LoopbackServer.answer(
            "302 Found",
            headers + [
                "X-Linked-Etag: \"\(file.sha256)\"", "X-Linked-Size: \(file.data.count)",
                "Location: http://127.0.0.1:\(storePort)/signed/\(file.sha256)",
            ], request.method == "HEAD" ? Data() : Data("Found. Redirecting".utf8))
    }

    /// Two pages.
    private static func tree(_ request: Request, _ files: [String: File]) -> Data {
        let elements = files.sorted { $0.key < $1.key }.map { name, file in
            let pointer =
                file.isLarge
                ? ",\"lfs\":{\"oid\":\"\(file.sha256)\",\"size\":\(file.data.count),\"pointerSize\":134}" : ""
            return
                "{\"type\":\"file\",\"oid\":\"\(file.blob)\",\"size\":\(file.data.count),\"path\":\"\(name)\"\(pointer)}"
        }
        let isSecond = request.path.contains("cursor=2")
        let half = elements.count / 2
        let page = isSecond ? elements[half...] : elements[..<half]
        let next = "</api/models/org/name/tree/\(commit)?recursive=true&cursor=2>; rel=\"next\""
        return LoopbackServer.answer(
            "200 OK", isSecond ? [] : ["Link: \(next)"], Data("[\(page.joined(separator: ","))]".utf8))
    }

    /// The bytes, or those that a range asks for.
    private static func content(_ data: Data, _ request: Request, _ headers: [String]) -> Data {
        guard request.method != "HEAD" else {
            return LoopbackServer.answer("200 OK", headers, Data(), length: data.count)
        }
        guard let range = request.headers["range"],
            let start = Int(range.dropFirst(6).prefix { $0.isNumber }), start < data.count
        else { return LoopbackServer.answer("200 OK", headers, data) }
        let place = "Content-Range: bytes \(start)-\(data.count - 1)/\(data.count)"
        return LoopbackServer.answer("206 Partial Content", headers + [place], data.dropFirst(start))
    }

    private static func hexadecimal(_ digest: some Sequence<UInt8>) -> String {
        digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
