import Foundation
import Hub
import Synchronization
import Testing

@testable import Sharing

/// Hubs that lie, refuse, or want to see secrets. Whatever they do, nothing wrong becomes visible.
struct HostileHubTests {
    private static let large = "unet/diffusion_pytorch_model.safetensors"
    private static let commit = LoopbackHub.commit

    private func expectNothingVisible(_ hub: LoopbackHub) {
        #expect(
            !hub.cached.contains { $0.contains("/refs/main") || $0.contains("/snapshots/\(Self.commit)/") })
    }

    /// The message of the error with which a download ends.
    private func refusal(
        _ hub: LoopbackHub, _ reference: String = "hub:org/name", token: String? = nil
    ) -> String {
        do {
            try hub.download(reference, token: token)
            return "no error"
        } catch {
            return "\(error)"
        }
    }

    private static func siblings(_ names: String) -> LoopbackHub.Lie {
        { request in
            guard request.path.contains("/revision/") else { return nil }
            let files = names.split(separator: " ").map { "{\"rfilename\":\"\($0)\"}" }.joined(separator: ",")
            return LoopbackServer.answer(
                "200 OK", [], Data("{\"sha\":\"\(commit)\",\"siblings\":[\(files)]}".utf8))
        }
    }

    @Test(arguments: ["../../../../escape", "/etc/escape", "a/../../escape", "a\\\\b", "a a", "a a/b"])
    func namesThatLeadOutAreRefused(names: String) throws {
        let hub = try LoopbackHub(hasTree: false, hub: Self.siblings(names))
        #expect(refusal(hub).contains("is refused"))
        #expect(hub.cached.isEmpty)
    }

    @Test func namesInTheListAreRefusedToo() throws {
        let hub = try LoopbackHub(
            ["../../x.json": LoopbackHub.File(data: Data())],
            hub: { request in
                request.path.contains("/revision/") ? Self.siblings("x.json")(request) : nil
            })
        #expect(refusal(hub).contains("leads out of its folder"))
        #expect(hub.cached.isEmpty)
    }

    @Test func listsWithoutEndAreCutOff() throws {
        let endless = try LoopbackHub(hub: { request in
            guard request.path.contains("/tree/") else { return nil }
            let next = "</api/models/org/name/tree/\(Self.commit)?cursor=\(UInt64.random(in: 0 ... .max))>"
            let files = (0..<20_000).map { _ in
                "{\"type\":\"file\",\"path\":\"\(UUID())\",\"oid\":\"\(String(repeating: "0", count: 40))\",\"size\":0}"
            }
            return LoopbackServer.answer(
                "200 OK", ["Link: \(next); rel=\"next\""], Data("[\(files.joined(separator: ","))]".utf8))
        })
        #expect(refusal(endless).contains("it lists 60000 files or more, and 50000 are accepted"))
        let circle = try LoopbackHub(hub: { request in
            guard request.path.contains("/tree/") else { return nil }
            return LoopbackServer.answer("200 OK", ["Link: <\(request.path)>; rel=\"next\""], Data("[]".utf8))
        })
        #expect(refusal(circle).contains("files or more"))
        let large = try LoopbackHub(hub: { _ in
            LoopbackServer.answer("200 OK", [], Data(repeating: 0x20, count: HubListing.Limits.bytes + 1))
        })
        #expect(refusal(large).contains("more than the 16777216 bytes"))
    }

    @Test func aListDoesNotGoOnElsewhere() throws {
        let hub = try LoopbackHub(hub: { request in
            guard request.path.contains("/tree/") else { return nil }
            return LoopbackServer.answer(
                "200 OK", ["Link: <http://127.0.0.2:1/more>; rel=\"next\""], Data("[]".utf8))
        })
        #expect(refusal(hub, token: LoopbackHub.token).contains("which is another host"))
    }

    @Test(arguments: ["store", "hub"])
    func wrongBytesAreNotKept(_ liar: String) throws {
        let wrong: LoopbackHub.Lie = { request in
            guard request.method == "GET" else { return nil }
            if request.path.hasPrefix("/signed/") {
                return LoopbackServer.answer("200 OK", [], Data(repeating: 1, count: 300_000))
            }
            guard request.path.hasSuffix("/unet/config.json") else { return nil }
            return LoopbackServer.answer("200 OK", [], Data("{\"a\": 2}".utf8))
        }
        let hub = try liar == "hub" ? LoopbackHub(hub: wrong) : LoopbackHub(store: wrong)
        #expect(refusal(hub).contains("nothing of them is kept"))
        let name = liar == "hub" ? "unet/config.json" : Self.large
        #expect(!hub.cached.contains { $0.hasPrefix(hub.blob(name)) })
        expectNothingVisible(hub)
    }

    @Test func anotherLengthIsRefused() throws {
        let longer = try LoopbackHub(store: { _ in LoopbackServer.answer("200 OK", [], Data(count: 300_001)) }
        )
        #expect(refusal(longer).contains("announced 300001 bytes where 300000 were expected"))
        let endless = try LoopbackHub(store: { _ in
            Data("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".utf8) + Data(count: 4 << 20)
        })
        #expect(refusal(endless).contains("more than the 300000 bytes"))
        let short = try LoopbackHub(store: { _ in
            Data("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".utf8) + Data(count: 1_000)
        })
        #expect(refusal(short).contains("sent only 1000 of 300000 bytes"))
        for hub in [longer, endless, short] { expectNothingVisible(hub) }
    }

    @Test func theTokenGoesToTheHubAlone() throws {
        let hub = try LoopbackHub()
        try hub.download(token: LoopbackHub.token)
        let bearer = "Bearer " + LoopbackHub.token
        #expect(!hub.hub.requests.isEmpty && !hub.store.requests.isEmpty)
        #expect(hub.hub.requests.allSatisfy { $0.headers["authorization"] == bearer })
        #expect(hub.store.requests.allSatisfy { $0.headers["authorization"] == nil })
        #expect(hub.hub.requests.allSatisfy { $0.headers["accept-encoding"] == "identity" })
    }

    @Test func noTokenGoesOverAnOpenLine() throws {
        let client = try HubClient(
            HubReference("hub:org/name"), endpoint: "http://192.0.2.1", token: LoopbackHub.token)
        let mirror = Mirror(reflecting: client)
        #expect(mirror.children.first { $0.label == "token" }.map { "\($0.value)" } == "nil")
        #expect(throws: HubError.self) {
            try HubClient(HubReference("hub:a/b"), endpoint: "https://x", token: "a\r\nX: y")
        }
        for endpoint in ["", "x", "ftp://x", "https://me@x", "https://x?y", "https://x#y"] {
            #expect(throws: HubError.self) {
                try HubClient(HubReference("hub:a/b"), endpoint: endpoint, token: nil)
            }
        }
    }

    @Test func circlesOfRedirectsEnd() throws {
        let circle: LoopbackHub.Lie = { request in
            request.path.contains("/resolve/")
                ? LoopbackServer.answer("307 Go", ["Location: \(request.path)"]) : nil
        }
        #expect(refusal(try LoopbackHub(hub: circle)).contains("sent the request on more than 5 times"))
        let store = try LoopbackHub(store: { LoopbackServer.answer("302 Go", ["Location: \($0.path)"]) })
        #expect(refusal(store).contains("sent the request on more than 5 times"))
        let odd = try LoopbackHub(hub: { request in
            request.path.contains("/resolve/")
                ? LoopbackServer.answer("302 Go", ["Location: file:///etc/passwd"]) : nil
        })
        #expect(refusal(odd).contains("no address to follow"))
    }

    /// The hub sends small files on to another of its own addresses.
    @Test func aRedirectOnTheHubIsFollowed() throws {
        let hub = try LoopbackHub(hub: { request in
            guard request.path.contains("/resolve/"), !request.path.hasSuffix("?cached") else { return nil }
            return LoopbackServer.answer("307 Go", ["Location: \(request.path)?cached"])
        })
        try hub.download(token: LoopbackHub.token)
        #expect(hub.hub.requests.allSatisfy { $0.headers["authorization"] != nil })
    }

    @Test(arguments: [
        ("X-Repo-Commit", "sent no X-Repo-Commit"), ("ETag", "sent no ETag"),
        ("commit", "answered with commit"), ("tag", "nothing could be verified"),
        ("size", "lists \"unet/config.json\" as 8 bytes and then calls it 9 bytes"),
        ("digest", "and then calls it 00000000"),
    ])
    func headersThatSayOtherwiseAreRefused(_ lie: String, expected: String) throws {
        let blob = LoopbackHub.standard["unet/config.json"]!.etag
        let hub = try LoopbackHub(hub: { request in
            guard request.method == "HEAD", request.path.hasSuffix("/unet/config.json") else { return nil }
            let commit = lie == "commit" ? String(repeating: "e", count: 40) : Self.commit
            let tag = lie == "tag" ? "../../x" : lie == "digest" ? String(repeating: "0", count: 40) : blob
            let headers = ["X-Repo-Commit: \(commit)", "ETag: \"\(tag)\""].filter { !$0.hasPrefix(lie) }
            return LoopbackServer.answer("200 OK", headers, Data(), length: lie == "size" ? 9 : 8)
        })
        #expect(refusal(hub).contains(expected))
        expectNothingVisible(hub)
    }

    @Test func aCommitIsThatCommit() throws {
        let other = String(repeating: "f", count: 40)
        let hub = try LoopbackHub(hub: { request in
            guard request.path.contains("/revision/") else { return nil }
            return LoopbackServer.answer(
                "200 OK", [], Data("{\"sha\":\"\(Self.commit)\",\"siblings\":[]}".utf8))
        })
        #expect(refusal(hub, "hub:org/name@" + other).contains("was asked for"))
    }

    @Test(arguments: [
        ("hub:org/name@v9", "has no revision \"v9\" of org/name"),
        ("hub:org/other", "has no model org/other, or hides it"),
    ])
    func whatIsNotThereIsSaid(_ reference: String, expected: String) throws {
        #expect(refusal(try LoopbackHub(), reference).contains(expected))
    }

    @Test(arguments: [
        (
            "403 Forbidden", ["X-Error-Code: GatedRepo"], nil as String?,
            "set HF_TOKEN to a token of your account"
        ),
        ("403 Forbidden", ["X-Error-Code: GatedRepo"], LoopbackHub.token, "with the account of your token"),
        ("401 Unauthorized", [], nil, "if it is private set HF_TOKEN"),
        (
            "401 Unauthorized", ["X-Error-Message: Invalid \u{1B}[31mcredentials"], LoopbackHub.token,
            "wrong or old"
        ),
        ("403 Forbidden", [], LoopbackHub.token, "may not read this model"),
        ("418 Teapot", ["X-Error-Message: short and stout"], nil, "answered 418"),
        ("503 Busy", ["Retry-After: 0"], nil, "also when asked again"),
    ])
    func refusalsSayWhatToDo(
        _ status: String, headers: [String], token: String?, expected: String
    ) throws {
        let hub = try LoopbackHub(hub: { _ in LoopbackServer.answer(status, headers) })
        let message = refusal(hub, token: token)
        #expect(message.contains(expected))
        #expect(!message.contains(LoopbackHub.token) && !message.contains("\u{1B}"))
        #expect(hub.cached.isEmpty)
    }

    @Test func aHubThatIsBusyIsAskedAgain() throws {
        let count = Mutex(0)
        let hub = try LoopbackHub(hub: { _ in
            let number = count.withLock { count in
                count += 1
                return count
            }
            return number % 2 == 1 ? LoopbackServer.answer("502 Bad Gateway", ["Retry-After: 0"]) : nil
        })
        try hub.download("hub:org/name", HubFileChoice(allow: ["README.md"]))
    }

    @Test func whatStandsInTheWayIsLeftAlone() throws {
        let hub = try LoopbackHub()
        let folder = hub.scratch("cache/models--org--name/snapshots/\(Self.commit)")
        try FileManager.default.createDirectory(
            atPath: folder + "/README.md", withIntermediateDirectories: true)
        let choice = HubFileChoice(allow: ["README.md"])
        #expect(throws: HubError.self) { try hub.download("hub:org/name", choice) }
        let blobs = hub.scratch("cache/models--org--name/blobs")
        try FileManager.default.removeItem(atPath: blobs)
        try Data().write(to: URL(fileURLWithPath: blobs))
        #expect(throws: HubError.self) { try hub.download("hub:org/name", choice) }
    }

    @Test func aBeginningThatIsALinkIsNotWrittenThrough() throws {
        let hub = try LoopbackHub()
        let victim = hub.scratch("victim")
        try Data("mine".utf8).write(to: URL(fileURLWithPath: victim))
        let partial = hub.scratch("cache/" + hub.blob("README.md") + ".incomplete")
        try FileManager.default.createDirectory(
            atPath: (partial as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(atPath: partial, withDestinationPath: victim)
        #expect(throws: HTTPError.self) {
            try hub.download("hub:org/name", HubFileChoice(allow: ["README.md"]))
        }
        #expect(FileManager.default.contents(atPath: victim) == Data("mine".utf8))
    }

    @Test func nothingWantedIsAnError() throws {
        let hub = try LoopbackHub()
        #expect(throws: HubError.self) { try hub.download("hub:org/name", HubFileChoice(allow: ["*.gguf"])) }
    }
}
