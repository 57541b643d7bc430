import Foundation

@testable import Engine

/// The stat cache: the first part is a file name, the second what stands in the cache's file before.
struct StatCacheTarget: FuzzTarget {
    private static let stamp = FileStamp(size: 3, modified: 5, changed: 7, inode: 11)
    private static let digest = Digest(of: Data("abc".utf8))
    private static let victim = "/victim"

    func run(_ bytes: [UInt8]) {
        let parts = bytes.parts
        let name = parts[0].text
        let before = parts.count > 1 ? parts[1] : []
        let path = Scratch.write(before, to: "stat-cache")
        let first = StatCache(path: path, fileSystem: LocalFileSystem())
        guard name != Self.victim, first.known(Self.victim, stamp: Self.stamp) == nil else { return }
        first.record(name, stamp: Self.stamp, digest: Self.digest)
        first.flush()
        let second = StatCache(path: path, fileSystem: LocalFileSystem())
        let known = second.known(name, stamp: Self.stamp)
        require(known == nil || known == Self.digest, "another digest")
        // Whatever a file is called, it says nothing about another one.
        require(second.known(Self.victim, stamp: Self.stamp) == nil, "the name forged an entry")
    }
}
