import Foundation
import Testing
import Values

@testable import Engine

/// Records and manifests may come from a cache that others write to.
@Suite struct HostileRecordTests {
    private static let digest = Digest(of: Data("abc".utf8)).hexadecimal

    private static func manifest(_ files: [(String, Int64)]) -> Data {
        let entries = files.map { path, size -> (String, JSONValue) in
            (path, ["digest": .string(digest), "size": .integer(size), "executable": false])
        }
        let members = Dictionary(entries, uniquingKeysWith: { first, _ in first })
        return JSONValue.object(["tree": 1, "files": .object(members)]).canonicalData
    }

    @Test(
        arguments: [
            -1, .min, .max, ObjectReader.maximumSize + 1,
        ] as [Int64]) func impossibleSizesAreRefused(size: Int64)
    {
        let data = Self.manifest([("a", size)])
        #expect(throws: EngineError.damagedManifest(Digest(of: data), .field("size"))) {
            try TreeManifest(data)
        }
        #expect(throws: RecordProblem.field("size")) {
            try OutputReference(["digest": .string(Self.digest), "folder": false, "size": .integer(size)])
        }
    }

    /// Each size is possible; nobody adds them up and traps.
    @Test func sizesThatOverflowTogetherAreRefused() throws {
        let half = ObjectReader.maximumSize / 2
        #expect(try TreeManifest(Self.manifest([("a", half), ("b", half)])).size == ObjectReader.maximumSize)
        let data = Self.manifest((0..<3).map { ("\($0)", half) })
        #expect(throws: EngineError.damagedManifest(Digest(of: data), .field("size"))) {
            try TreeManifest(data)
        }
    }

    @Test(arguments: ["a\nb", "a\u{1B}[2J", "\u{7F}", "a/\u{0}", "a/..", "./a", "a/./b", "\u{301}/../.."])
    func namesThatNobodyMeansAreRefused(path: String) {
        let data = Self.manifest([(path, 1)])
        #expect(throws: EngineError.damagedManifest(Digest(of: data), .path(path))) { try TreeManifest(data) }
    }

    @Test func aFileCannotBeAFolderAtTheSameTime() {
        for paths in [["a", "a/b"], ["a/b", "a/b/c/d"]] {
            let data = Self.manifest(paths.map { ($0, 1) })
            #expect(throws: EngineError.damagedManifest(Digest(of: data), .path(paths[1]))) {
                try TreeManifest(data)
            }
        }
        #expect(throws: Never.self) { try TreeManifest(Self.manifest([("a", 1), ("ab/c", 1), ("a-b", 1)])) }
    }

    private static func action(_ change: (inout JSONValue) -> Void) throws -> ActionRecord {
        let key = Digest(of: Data("key".utf8))
        let description = StageDescription(
            stage: "s", kind: "k", revision: 1, configuration: ["steps": 3], neutral: [], inputs: [:],
            outputs: ["out"])
        let output = OutputReference(digest: key, isFolder: false, size: 3)
        var json = ActionRecord(
            key: key, description: description, outputs: ["out": output], finished: 1.7e9, seconds: 2
        ).json
        change(&json)
        return try ActionRecord(SealedRecord.open(SealedRecord.seal(json)))
    }

    @Test func actionRecordsAreCheckedFieldByField() throws {
        #expect(try Self.action { _ in }.seconds == 2)
        let reference: JSONValue = ["digest": .string(Self.digest), "folder": false, "size": 3]
        var huge = reference
        huge["size"] = .integer(ObjectReader.maximumSize)
        let changes: [(RecordProblem, (inout JSONValue) -> Void)] = [
            (.field("finished"), { $0["finished"] = 1e300 }), (.field("seconds"), { $0["seconds"] = -1e13 }),
            (.field("seconds"), { $0["seconds"] = "2" }), (.field("key"), { $0["key"] = "../../x" }),
            (.field("action"), { $0["action"] = 2 }), (.field("description"), { $0["description"] = [] }),
            (.path("../x"), { $0["outputs"] = ["../x": reference] }),
            (.path("a\nb"), { $0["outputs"] = ["a\nb": reference] }),
            (.path(""), { $0["outputs"] = ["": reference] }),
            (.field("size"), { $0["outputs"] = ["a": huge, "b": huge] }),
            (
                .field("digest"),
                { $0["outputs"] = ["a": ["digest": "/etc/passwd", "folder": false, "size": 1]] }
            ),
        ]
        for (problem, change) in changes { #expect(throws: problem) { try Self.action(change) } }
    }

    @Test func stageRecordsAndProgressAreCheckedToo() throws {
        let key = Digest(of: Data("key".utf8))
        let description = StageDescription(
            stage: "s", kind: "k", revision: 1, configuration: [:], neutral: [], inputs: [:], outputs: [])
        var record = StageRecord(event: .finished, key: key, description: description, time: 1, seconds: 1)
            .json
        record["time"] = 1e300
        #expect(throws: RecordProblem.field("time")) { try StageRecord(ObjectReader(record)) }
        for field in ["completed", "total"] {
            var report = ProgressReport(completed: 1, total: 2, unit: "steps").json
            report[field] = -1
            #expect(throws: RecordProblem.field(field)) { try ProgressReport(ObjectReader(report)) }
        }
    }

    @Test func deepRecordsAreRefusedQuickly() {
        let body = Data(String(repeating: #"{"a":"#, count: 500_000).utf8)
        let sealed = Data((Digest(of: body).hexadecimal + " ").utf8) + body
        #expect(throws: RecordProblem.syntax) { try SealedRecord.open(sealed) }
    }
}
