import Engine
import Foundation

@testable import Artifacts

/// A manifest of an artifact: what is accepted can be said again, has sizes that can be added up, and names no place
/// outside of a folder.
struct ImageManifestTarget: FuzzTarget {
    func run(_ bytes: [UInt8]) {
        guard let manifest = try? ImageManifest(parsing: Data(bytes)) else { return }
        guard let again = try? ImageManifest(parsing: manifest.data) else {
            finding("what was read cannot be read again: \(manifest)")
        }
        require(again == manifest && again.data == manifest.data, "\(manifest) became \(again)")
        let sizes = manifest.blobs.map(\.size)
        require(sizes.allSatisfy { (0...ArtifactLimits.blobBytes).contains($0) }, "a size of \(sizes)")
        require((0...ArtifactLimits.totalBytes).contains(sizes.saturatingSum), "sizes beyond the limit")
        require(manifest.layers.count <= ArtifactLimits.layers, "too many layers")
        require(Set(manifest.blobs.map(\.digest)).count == manifest.blobs.count, "a digest twice")
        if let parts = try? ResultArtifact.parts(of: manifest) {
            require(parts.action.size <= ArtifactLimits.recordBytes, "a record of \(parts.action.size) bytes")
            require(parts.objects.count + 1 == manifest.layers.count, "a layer that is nothing")
        }
        if (try? ArtifactSignature.layer(of: manifest, subject: manifest.config.digest)) != nil {
            require(manifest.layers.count == 1 && manifest.layers[0].size == 64, "no signature")
        }
        TitlesTarget.check(manifest.layers.compactMap(\.title))
    }
}

/// A list of manifests.
struct ImageIndexTarget: FuzzTarget {
    func run(_ bytes: [UInt8]) {
        guard let index = try? ImageIndex(parsing: Data(bytes)) else { return }
        require((try? ImageIndex(parsing: index.data)) == index, "it cannot be read again: \(index)")
        require(index.manifests.count <= ArtifactLimits.indexEntries, "too many entries")
    }
}

/// What an artifact says of its recipe.
struct RecipeConfigTarget: FuzzTarget {
    func run(_ bytes: [UInt8]) {
        guard let config = try? RecipeConfig(parsing: Data(bytes)) else { return }
        guard let again = try? RecipeConfig(parsing: config.data) else {
            finding("what was read cannot be read again: \(config)")
        }
        require(again.data == config.data, "\(config) became \(again)")
        require(
            !config.name.contains("/") && !["", ".", ".."].contains(config.name), "a name \(config.name)")
    }
}

/// Paths of an artifact's files, one a line: what is accepted stays in its folder and does not collide.
struct TitlesTarget: FuzzTarget {
    func run(_ bytes: [UInt8]) {
        Self.check(bytes.split(separator: 10, omittingEmptySubsequences: false).map { Array($0).text })
    }

    static func check(_ titles: [String]) {
        guard (try? Titles.check(titles)) != nil else { return }
        for title in titles {
            let parts = title.split(separator: "/", omittingEmptySubsequences: false)
            require(!parts.contains { ["", ".", ".."].contains($0) }, "the path \(title)")
            require(!title.utf8.contains { $0 < 0x20 || $0 == 0x7F || $0 == 0x5C }, "characters of \(title)")
            let own = parts.filter { [".tweed", ".git"].contains($0.lowercased()) }
            let isBase = title.lowercased().hasPrefix(".tweed/bases/") && parts.count > 3
            require(own.count == (isBase ? 1 : 0), "it leads into \(own)")
        }
        require(Set(titles.map { $0.lowercased() }).count == titles.count, "two of one name")
    }
}

/// A tar archive as a bundle. The sums of its headers are made right, which whoever writes one would do.
struct BundleTarget: FuzzTarget {
    func run(_ bytes: [UInt8]) {
        var bytes = bytes
        for start in stride(from: 0, to: bytes.count - bytes.count % TarFormat.blockBytes, by: 512)
        where bytes[start + 257..<start + 262].elementsEqual("ustar".utf8) {
            let sum = TarFormat.checksum(bytes[start..<start + 512])
            let octal = String(sum, radix: 8)
            let field = String(repeating: "0", count: 6 - octal.count) + octal + "\0 "
            bytes.replaceSubrange(start + 148..<start + 156, with: field.utf8)
        }
        let path = Scratch.write(bytes, to: "bundle.tweed")
        guard let reader = try? BundleReader(path: path), let artifact = try? reader.artifact() else {
            return
        }
        TitlesTarget.check(artifact.files.compactMap(\.title))
        for blob in artifact.manifest.layers where blob.size <= 1 << 20 {
            guard let data = try? reader.data(of: blob) else { continue }
            require(Digest(of: data) == blob.digest, "other bytes than announced")
        }
    }
}

/// A resolved form, as it comes with an artifact.
struct ResolvedGraphTarget: FuzzTarget {
    func run(_ bytes: [UInt8]) {
        guard let graph = try? ResolvedGraph(parsing: Data(bytes)) else { return }
        guard let again = try? ResolvedGraph(parsing: graph.data) else {
            finding("what was read cannot be read again")
        }
        require(again.data == graph.data, "it became another")
    }
}

/// A record as caches exchange it: its key is that of what it describes.
struct ExchangedRecordTarget: FuzzTarget {
    func run(_ bytes: [UInt8]) {
        guard let record = try? ActionRecord(parsing: Data(bytes)) else { return }
        guard let again = try? ActionRecord(parsing: record.data) else {
            finding("what was read cannot be read again: \(record)")
        }
        require(again == record && again.data == record.data, "\(record) became \(again)")
    }
}
