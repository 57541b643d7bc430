import Foundation
import Values

/// Finds a user's credentials where `docker login` and its kin put them: `$DOCKER_CONFIG/config.json`, else
/// `~/.docker/config.json`, or a helper program that it names.
public struct DockerConfiguration: Sendable {
    private static let maximumBytes = 4 << 20

    private let value: JSONValue
    private let path: String
    /// Of the helper programs.
    private let environment: [String: String]

    /// - Throws: `DockerConfigurationError` where the file is there and cannot be read.
    public init(environment: [String: String] = ProcessInfo.processInfo.environment) throws {
        let folder = environment["DOCKER_CONFIG"].flatMap { $0.isEmpty ? nil : $0 }
        try self.init(
            path: (folder ?? (environment["HOME"] ?? NSHomeDirectory()) + "/.docker") + "/config.json",
            environment: environment)
    }

    private init(path: String, environment: [String: String]) throws {
        self.environment = environment
        self.path = path
        guard FileManager.default.fileExists(atPath: path) else {
            value = .object([:])
            return
        }
        let limits = JSONReader.Limits(maximumDepth: 32, maximumBytes: Self.maximumBytes)
        guard let data = FileManager.default.contents(atPath: path), data.count <= Self.maximumBytes,
            let value = try? JSONValue(parsing: data, name: path, limits: limits)
        else { throw DockerConfigurationError(path: path, problem: .unreadable) }
        self.value = value
    }

    /// - Parameter registry: as in references, such as `localhost:5000` or `docker.io`.
    /// - Returns: nil where nothing is known of the registry.
    public func credentials(for registry: String) throws -> RegistryCredentials? {
        let names = Self.names(of: registry)
        for name in names {
            if let helper = value["credHelpers"]?[name]?.stringValue {
                return try CredentialHelper(name: helper, environment: environment).credentials(for: name)
            }
        }
        for name in names {
            guard let entry = value["auths"]?[name], entry != .object([:]) else { continue }
            return try credentials(entry, registry: registry)
        }
        guard let store = value["credsStore"]?.stringValue else { return nil }
        for name in names {
            let helper = CredentialHelper(name: store, environment: environment)
            if let found = try helper.credentials(for: name) { return found }
        }
        return nil
    }

    /// The ways in which a registry is written in that file.
    private static func names(of registry: String) -> [String] {
        let wellKnown = registry == "docker.io" ? ["https://index.docker.io/v1/", "index.docker.io"] : []
        return wellKnown + [registry, "https://\(registry)", "https://\(registry)/", "http://\(registry)"]
            + ["https://\(registry)/v1/", "https://\(registry)/v2/"]
    }

    private func credentials(_ entry: JSONValue, registry: String) throws -> RegistryCredentials? {
        let identity = entry["identitytoken"]?.stringValue.flatMap { $0.isEmpty ? nil : $0 }
        if let encoded = entry["auth"]?.stringValue, !encoded.isEmpty {
            guard let data = Data(base64Encoded: encoded), let text = String(data: data, encoding: .utf8),
                let colon = text.firstIndex(of: ":")
            else { throw DockerConfigurationError(path: path, problem: .entry(registry)) }
            return RegistryCredentials(
                user: String(text[..<colon]), password: String(text[text.index(after: colon)...]),
                identityToken: identity)
        }
        let user = entry["username"]?.stringValue ?? ""
        guard identity != nil || !user.isEmpty else { return nil }
        return RegistryCredentials(
            user: user, password: entry["password"]?.stringValue ?? "", identityToken: identity)
    }
}

/// What is wrong with the file or the helper that keeps credentials. Says nothing of what is in them.
public struct DockerConfigurationError: Error, CustomStringConvertible {
    enum Problem: Sendable {
        case unreadable
        case entry(String)
        case helper(String)
    }

    let path: String
    let problem: Problem

    public var description: String {
        switch problem {
        case .unreadable: "\(path) cannot be read as JSON"
        case .entry(let registry): "\(path): the entry of \(registry) is not \"user:password\" in base64"
        case .helper(let reason): "the credential helper \(path) failed: \(reason)"
        }
    }
}
