import Foundation

/// Reads and writes Ed25519 keys as PEM files (RFC 7468 around the DER of RFC 8410), as OpenSSL and others do.
enum KeyFile {
    enum Kind {
        case secret, open

        var label: String { self == .secret ? "PRIVATE KEY" : "PUBLIC KEY" }

        /// All that DER puts in front of the 32 bytes.
        var prefix: [UInt8] {
            switch self {
            case .secret:
                [
                    0x30, 0x2E, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x04, 0x22, 0x04,
                    0x20,
                ]
            case .open: [0x30, 0x2A, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x03, 0x21, 0x00]
            }
        }
    }

    private static let keyBytes = 32
    private static let maximumBytes: Int64 = 64 << 10

    /// The 32 bytes of a key.
    static func read(_ path: String, _ kind: Kind) throws -> [UInt8] {
        let file = try SourceFile(path: path)
        guard file.size <= maximumBytes else {
            throw ArtifactError.notAKey(path: path, "it has \(file.size) bytes, and a key file is short")
        }
        let text = String(decoding: try file.bytes(from: 0, count: Int(file.size)), as: UTF8.self)
        return try parse(text, kind, path: path)
    }

    static func parse(_ text: String, _ kind: Kind, path: String) throws(ArtifactError) -> [UInt8] {
        func fault(_ problem: String) -> ArtifactError { .notAKey(path: path, problem) }
        let lines = text.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }
        guard let begin = lines.firstIndex(of: "-----BEGIN \(kind.label)-----"),
            let end = lines[begin...].firstIndex(of: "-----END \(kind.label)-----")
        else {
            let other: Kind = kind == .secret ? .open : .secret
            if lines.contains("-----BEGIN \(other.label)-----") {
                throw fault(
                    kind == .secret
                        ? "it is a public key, and signing takes the private one"
                        : "it is a private key, and checking takes the public one: openssl pkey -in \(path) -pubout"
                )
            }
            if lines.contains("-----BEGIN ENCRYPTED PRIVATE KEY-----") {
                throw fault("it is encrypted; decrypt it first: openssl pkey -in \(path)")
            }
            throw fault(
                "it has no line \"-----BEGIN \(kind.label)-----\"; openssl genpkey -algorithm ed25519 makes one"
            )
        }
        guard let data = Data(base64Encoded: lines[(begin + 1)..<end].joined()) else {
            throw fault("what stands between its lines BEGIN and END is no base64")
        }
        guard data.starts(with: kind.prefix), data.count == kind.prefix.count + keyBytes else {
            throw fault("it is no Ed25519 key; openssl genpkey -algorithm ed25519 makes one")
        }
        return Array(data.suffix(keyBytes))
    }

    static func text(_ key: some Sequence<UInt8>, _ kind: Kind) -> String {
        let body = Data(kind.prefix + Array(key)).base64EncodedString()
        return "-----BEGIN \(kind.label)-----\n\(body)\n-----END \(kind.label)-----\n"
    }
}
