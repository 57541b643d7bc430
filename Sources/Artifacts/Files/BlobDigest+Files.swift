import Engine

extension BlobDigest {
    /// The digest of all bytes so far.
    func finish() -> Digest { Digest(hexadecimal: hexadecimal())! }

    static func ofFile(_ path: String) throws -> Digest {
        let file = try SourceFile(path: path)
        var digest = BlobDigest()
        try file.read(from: 0, count: file.size) { digest.update($0) }
        return digest.finish()
    }
}
