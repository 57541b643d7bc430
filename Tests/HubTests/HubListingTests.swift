import Hub
import Testing

struct HubListingTests {
    private static let commit = String(repeating: "c", count: 40)
    private static let blob = String(repeating: "b", count: 40)
    private static let sha = String(repeating: "a", count: 64)

    private func page(_ text: String) throws -> HubListing { try HubListing(HubListing.page(text.utf8)) }

    @Test func aRevisionNamesItsFiles() throws {
        let text = """
            {"sha": "\(Self.commit)", "id": "a/b", "siblings": [{"rfilename": "b/c.txt"}, {"rfilename": "a"}]}
            """
        let (commit, paths) = try HubListing.revision(text.utf8)
        #expect(commit == Self.commit)
        #expect(paths.map(\.text) == ["a", "b/c.txt"])
    }

    @Test(arguments: [
        "", "[]", "{}", #"{"sha": "main", "siblings": []}"#, #"{"sha": 7, "siblings": []}"#,
        #"{"sha": "../../../../../../../../../../../../x", "siblings": []}"#,
        #"{"sha": "\#(commit)"}"#, #"{"sha": "\#(commit)", "siblings": [{}]}"#,
        #"{"sha": "\#(commit)", "siblings": [{"rfilename": "../x"}]}"#,
        #"{"sha": "\#(commit)", "siblings": [{"rfilename": "/x"}]}"#,
        #"{"sha": "\#(commit)", "siblings": [{"rfilename": "a"}, {"rfilename": "a"}]}"#,
        #"{"sha": "\#(commit)", "siblings": [{"rfilename": "a"}, {"rfilename": "a/b"}]}"#,
        #"{"sha": "\#(commit)", "siblings": [{"rfilename": "\u00e9"}, {"rfilename": "e\u0301"}]}"#,
    ])
    func aRevisionThatLiesIsRefused(text: String) {
        #expect(throws: HubListingError.self) { try HubListing.revision(text.utf8) }
    }

    @Test func aHugeListIsRefused() {
        let many = (0...HubListing.Limits.files).map { "{\"rfilename\":\"f\($0)\"}" }.joined(separator: ",")
        let text = "{\"sha\":\"\(Self.commit)\",\"siblings\":[\(many)]}"
        #expect(throws: HubListingError.tooMany(files: 50_001, limit: 50_000)) {
            try HubListing.revision(text.utf8)
        }
    }

    @Test func pagesTellSizesAndDigests() throws {
        let listing = try page(
            """
            [{"type": "directory", "path": "unet", "oid": "\(Self.blob)", "size": 0},
             {"type": "file", "path": "unet/w", "oid": "\(Self.blob)", "size": 134, "xetHash": "\(Self.sha)",
              "lfs": {"oid": "\(Self.sha)", "size": 9000000000, "pointerSize": 134}},
             {"type": "file", "path": "c", "oid": "\(Self.blob)", "size": 5}]
            """)
        #expect(listing.entries.map(\.path.text) == ["c", "unet/w"])
        let entry = try #require(listing.entry(HubFilePath("unet/w")))
        #expect(entry.etag == Self.sha)
        #expect(entry.contentSize == 9_000_000_000)
        #expect(try listing.entry(HubFilePath("c"))?.etag == Self.blob)
        #expect(try listing.entry(HubFilePath("d")) == nil)
    }

    @Test(arguments: [
        #"{"type": "file", "path": "a", "oid": "\#(blob)", "size": -1}"#,
        #"{"type": "file", "path": "a", "oid": "\#(blob)", "size": 1e30}"#,
        #"{"type": "file", "path": "a", "oid": "../x", "size": 1}"#,
        #"{"type": "file", "path": "a/../b", "oid": "\#(blob)", "size": 1}"#,
        #"{"type": "file", "path": "a", "oid": "\#(blob)", "size": 1, "lfs": {"oid": "\#(blob)", "size": 1}}"#,
        #"{"type": "file", "path": "a", "oid": "\#(blob)", "size": 1, "lfs": {}}"#,
        #"{"type": "file", "path": "a", "oid": "\#(blob)", "size": 1, "xetHash": "x"}"#,
        #"{"type": "file", "oid": "\#(blob)", "size": 1}"#,
    ])
    func aPageThatLiesIsRefused(element: String) {
        #expect(throws: HubListingError.self) { try page("[\(element)]") }
    }

    /// As huggingface_hub 2.4 writes it, byte for byte.
    @Test func theListInTheCacheIsPythons() throws {
        let listing = try page(
            """
            [{"type": "file", "path": "ü\\"b", "oid": "\(Self.blob)", "size": 134, "xetHash": "\(Self.sha)",
              "lfs": {"oid": "\(Self.sha)", "size": 9, "pointerSize": 134}},
             {"type": "file", "path": "a", "oid": "\(Self.blob)", "size": 5}]
            """)
        let text = """
            {
             "format_version": 1,
             "files": {
              "a": {
               "size": 5,
               "blob_id": "\(Self.blob)"
              },
              "\\u00fc\\"b": {
               "size": 134,
               "blob_id": "\(Self.blob)",
               "lfs_sha256": "\(Self.sha)",
               "lfs_size": 9,
               "xet_hash": "\(Self.sha)"
              }
             }
            }
            """
        #expect(listing.cacheText == text)
        #expect(try HubListing(cached: text.utf8) == listing)
        let empty = "{\n \"format_version\": 1,\n \"files\": {}\n}"
        #expect(try page("[]").cacheText == empty)
        #expect(throws: HubListingError.self) {
            try HubListing(cached: "{\"format_version\": 2, \"files\": {}}".utf8)
        }
    }
}
