import Crypto

/// The SHA-256 of content that arrives in pieces. Apart, because Crypto and Engine both have a `Digest`.
struct ContentHasher {
    private var hasher = SHA256()

    mutating func update(_ bytes: UnsafeRawBufferPointer) { hasher.update(bufferPointer: bytes) }

    /// 64 hexadecimal digits, of all that has come so far.
    var hexadecimal: String {
        hasher.finalize().map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
