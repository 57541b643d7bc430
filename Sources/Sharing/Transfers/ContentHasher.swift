import Crypto

/// A digest of content that arrives in pieces. Apart, because Crypto and Engine both have a `Digest`.
struct ContentHasher {
    enum Kind: Sendable {
        case sha256
        /// The SHA-1 by which git names content of so many bytes. Not proof against those who make two contents of one
        /// name, only against accidents and plain exchanges.
        case gitBlob(size: Int64)
    }

    private enum State {
        case sha256(SHA256)
        case sha1(Insecure.SHA1)
    }

    private var state: State

    init(_ kind: Kind = .sha256) {
        switch kind {
        case .sha256: state = .sha256(SHA256())
        case .gitBlob(let size):
            var hasher = Insecure.SHA1()
            hasher.update(data: Array("blob \(size)\u{0}".utf8))
            state = .sha1(hasher)
        }
    }

    mutating func update(_ bytes: UnsafeRawBufferPointer) {
        switch state {
        case .sha256(var hasher):
            hasher.update(bufferPointer: bytes)
            state = .sha256(hasher)
        case .sha1(var hasher):
            hasher.update(bufferPointer: bytes)
            state = .sha1(hasher)
        }
    }

    /// 64 hexadecimal digits, 40 of a git blob; of all that has come so far.
    var hexadecimal: String {
        switch state {
        case .sha256(let hasher): Self.text(hasher.finalize())
        case .sha1(let hasher): Self.text(hasher.finalize())
        }
    }

    private static func text(_ digest: some Sequence<UInt8>) -> String {
        digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
