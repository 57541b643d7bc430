import Foundation

/// What the environment says of the Hugging Face hub, read as `huggingface_hub` reads it.
public struct HubEnvironment: Sendable {
    public static let publicEndpoint = "https://huggingface.co"

    /// `HF_HOME`, else `XDG_CACHE_HOME/huggingface`, else `~/.cache/huggingface`.
    public let home: String
    /// `HF_HUB_CACHE`, else `hub` in the home.
    public let cacheFolder: String
    /// `HF_ENDPOINT`, without a slash at the end.
    public let endpoint: String
    /// `HF_HUB_OFFLINE` or `TRANSFORMERS_OFFLINE`: nothing may be asked of the hub.
    public let isOffline: Bool
    /// `HF_HUB_DISABLE_IMPLICIT_TOKEN`: say nobody's name unless asked.
    private let tokenText: String?
    private let tokenPath: String?

    public init(_ environment: [String: String] = ProcessInfo.processInfo.environment) {
        func value(_ name: String) -> String? {
            guard let text = environment[name], !text.isEmpty else { return nil }
            return text
        }
        func path(_ name: String) -> String? {
            guard let text = value(name) else { return nil }
            guard text == "~" || text.hasPrefix("~/") else { return text }
            return (environment["HOME"] ?? "~") + text.dropFirst()
        }
        func isTrue(_ name: String) -> Bool {
            ["1", "ON", "YES", "TRUE"].contains(environment[name]?.uppercased() ?? "")
        }
        let caches = path("XDG_CACHE_HOME") ?? (environment["HOME"] ?? "~") + "/.cache"
        home = path("HF_HOME") ?? caches + "/huggingface"
        cacheFolder = path("HF_HUB_CACHE") ?? path("HUGGINGFACE_HUB_CACHE") ?? home + "/hub"
        var endpoint = value("HF_ENDPOINT") ?? Self.publicEndpoint
        while endpoint.hasSuffix("/") { endpoint.removeLast() }
        self.endpoint = endpoint
        isOffline = isTrue(value("HF_HUB_OFFLINE") == nil ? "TRANSFORMERS_OFFLINE" : "HF_HUB_OFFLINE")
        let isAnonymous = isTrue("HF_HUB_DISABLE_IMPLICIT_TOKEN")
        tokenText = isAnonymous ? nil : value("HF_TOKEN") ?? value("HUGGING_FACE_HUB_TOKEN")
        tokenPath = isAnonymous ? nil : path("HF_TOKEN_PATH") ?? home + "/token"
    }

    /// `HF_TOKEN`, else what stands in `HF_TOKEN_PATH`, by default the file `token` in the home.
    public func token() -> String? {
        if let text = Self.cleaned(tokenText) { return text }
        guard let tokenPath, let file = FileHandle(forReadingAtPath: tokenPath),
            let data = try? file.read(upToCount: 4096)
        else { return nil }
        return Self.cleaned(String(decoding: data, as: UTF8.self))
    }

    private static func cleaned(_ text: String?) -> String? {
        guard let text = text?.trimmingCharacters(in: .whitespacesAndNewlines), !text.isEmpty else {
            return nil
        }
        return text
    }
}
