import Foundation
import Hub

/// A reference to the hub: it leads to a folder of the cache.
struct HubTarget: FuzzTarget {
    func run(_ bytes: [UInt8]) {
        do {
            let reference = try HubReference(bytes.text)
            for text in [reference.repository, reference.revision] {
                require(!text.contains("..") && !text.hasPrefix("/") && !text.isEmpty, "the name \(text)")
            }
            require(try HubReference("\(reference)") == reference, "another reference")
        } catch {
            CheckpointPromises.wellWorded("\(error)")
        }
    }
}

/// What a hub says of a revision.
struct HubRevisionTarget: FuzzTarget {
    func run(_ bytes: [UInt8]) {
        do {
            let (commit, paths) = try HubListing.revision(bytes)
            require(HubText.isHexadecimal(commit, digits: 40), "the commit \(commit)")
            HubPromises.areInOneFolder(paths)
        } catch {
            CheckpointPromises.wellWorded("\(error)")
        }
    }
}

/// A page of a hub's list of files.
struct HubPageTarget: FuzzTarget {
    func run(_ bytes: [UInt8]) {
        do {
            HubPromises.reads(try HubListing(HubListing.page(bytes)))
        } catch {
            CheckpointPromises.wellWorded("\(error)")
        }
    }
}

/// A list of files in the cache.
struct HubTreeTarget: FuzzTarget {
    func run(_ bytes: [UInt8]) {
        do {
            HubPromises.reads(try HubListing(cached: bytes))
        } catch {
            CheckpointPromises.wellWorded("\(error)")
        }
    }
}

/// A pattern and, after a newline, a path.
struct HubPatternTarget: FuzzTarget {
    func run(_ bytes: [UInt8]) {
        let parts = bytes.prefix(2_000).split(separator: 10, maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let path = try? HubFilePath(String(decoding: parts[1], as: UTF8.self)) else {
            return
        }
        let text = String(decoding: parts[0], as: UTF8.self)
        let matches = HubFilePattern(text).matches(path)
        require(HubFilePattern("*").matches(path), "a star does not match")
        // What matches still does when more may stand around it.
        require(
            !matches || HubFilePattern("*" + text + "*").matches(path), "\(text) with stars does not match")
        let choice = HubFileChoice(allow: [text]).chosen(of: [path])
        require(choice == (matches ? [path] : []), "the choice is another")
        _ = HubFileChoice(variant: text).chosen(of: [path])
    }
}

enum HubPromises {
    /// Every path is a file of the folder, under a name of its own.
    static func areInOneFolder(_ paths: [HubFilePath]) {
        require(paths.count <= HubListing.Limits.files, "\(paths.count) files")
        var files: Set<[UInt8]> = []
        for path in paths {
            let absolute = URL(fileURLWithPath: "/cache/snapshot/" + path.text).standardizedFileURL.path
            require(absolute.hasPrefix("/cache/snapshot/"), "\(path) is \(absolute)")
            require(files.insert(Array(path.text.utf8)).inserted, "\(path) twice")
        }
        for path in paths {
            let steps = path.steps
            for count in 1..<steps.count {
                let folder = steps.prefix(count).joined(separator: "/")
                require(!files.contains(Array(folder.utf8)), "\(folder) is a file and a folder")
            }
        }
    }

    /// The list can be used and written to the cache.
    static func reads(_ listing: HubListing) {
        areInOneFolder(listing.entries.map(\.path))
        for entry in listing.entries {
            require(HubText.isHexadecimal(entry.etag, digits: entry.large == nil ? 40 : 64), entry.etag)
            require(entry.contentSize >= 0, "\(entry.contentSize) bytes")
            require(listing.entry(entry.path) == entry, "\(entry.path) is not found")
        }
        do {
            require(try HubListing(cached: listing.cacheText.utf8) == listing, "another list")
        } catch {
            finding("the cached text is refused: \(error)")
        }
    }
}
