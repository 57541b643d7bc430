import Foundation
import Testing
import Values

@testable import Engine

@Suite struct RunRecordTests {
    static let digest = Digest(of: Data("x".utf8))

    static func record() -> RunRecord {
        let task = StageTask(
            name: "narf", kind: "train", revision: 3, configuration: ["steps": 20, "log_every": 5],
            neutral: ["log_every"], inputs: ["data": .output(stage: "dataset", output: "out")],
            outputs: ["out", "curve"])
        var stage = RunRecord.Stage(task)
        stage.status = .failed
        stage.key = digest
        stage.inputs = [
            "data": .init(
                content: OutputReference(digest: digest, isFolder: true, size: 12), origin: "dataset.out",
                isExternal: false)
        ]
        stage.outputs = ["out": OutputReference(digest: digest, isFolder: false, size: 1)]
        stage.seconds = 1.5
        stage.error = "as asked"
        stage.reasons = ["with.steps 10 -> 20"]
        return RunRecord(
            id: RunID("20261123T221530Z-8f3a10c2")!, scope: "toy", status: .failed, process: 42,
            started: 1_795_472_130.5, ended: 1_795_472_140, seconds: 9.5, provenance: ["tweed": "0.1.0"],
            stages: [stage, RunRecord.Stage(.text("later", "x"))])
    }

    @Test func survivesItsOwnText() throws {
        let record = Self.record()
        #expect(try RunRecord(parsing: record.json.canonicalData) == record)
        #expect(try RunRecord(parsing: Data(record.json.prettyText().utf8)) == record)
        #expect(record["narf"]?.description?.inputs["data"]?.origin == "dataset.out")
        #expect(record["later"]?.description == nil)
    }

    /// One field at a time becomes something that no run writes.
    @Test(
        arguments: [
            ("run", .integer(2)), ("id", "../../etc/passwd"), ("id", "20261123T221530Z-8F3A10C2"),
            ("id", .null),
            ("scope", "../other"), ("scope", "a/b"), ("status", "fine"), ("process", .integer(1 << 40)),
            ("started", .number(1e300)), ("started", .integer(-1)), ("seconds", "long"),
            ("ended", .bool(true)),
            ("stages", .object([:])), ("stages", [1]), ("repeats", "latest"), ("provenance", nil),
        ] as [(String, JSONValue?)])
    func refusesWhatNoRunWrites(field: String, value: JSONValue?) throws {
        guard case .object(var fields) = Self.record().json else { return }
        fields[field] = value
        let data = JSONValue.object(fields).canonicalData
        #expect(throws: RecordProblem.self) { try RunRecord(parsing: data) }
    }

    @Test(
        arguments: [
            ("name", "../x"), ("name", ""), ("key", "abc"), ("status", "broken"), ("outputs", ["../x": [:]]),
            ("inputs", ["data": 1]), ("seconds", .number(-1)), ("reasons", [1]), ("revision", .number(0.5)),
            ("error", .integer(1)), ("configuration", nil),
        ] as [(String, JSONValue?)])
    func refusesStagesThatNoRunWrites(field: String, value: JSONValue?) throws {
        guard case .object(var fields) = Self.record().json, case .array(var stages)? = fields["stages"],
            case .object(var stage) = stages[0]
        else { return }
        stage[field] = value
        stages[0] = .object(stage)
        fields["stages"] = .array(stages)
        let data = JSONValue.object(fields).canonicalData
        #expect(throws: RecordProblem.self) { try RunRecord(parsing: data) }
    }

    @Test func refusesTwoStagesOfOneNameAndWhatIsNoJSON() throws {
        var record = Self.record()
        record.stages.append(record.stages[0])
        let twice = record.json.canonicalData
        #expect(throws: RecordProblem.field("stages")) { try RunRecord(parsing: twice) }
        #expect(throws: RecordProblem.syntax) { try RunRecord(parsing: Data("{".utf8)) }
        let deep = Data(String(repeating: "[", count: 100_000).utf8)
        #expect(throws: RecordProblem.syntax) { try RunRecord(parsing: deep) }
        let large = Data(count: RunRecord.maximumBytes + 1)
        #expect(throws: RecordProblem.size) { try RunRecord(parsing: large) }
    }

    @Test func sizesOfOthersDoNotTrap() throws {
        var record = Self.record()
        // Each as large as may be, and more of them than the sum can hold.
        for number in 0..<10_000 {
            record.stages[0].outputs["\(number)"] = OutputReference(
                digest: Self.digest, isFolder: false, size: ObjectReader.maximumSize)
        }
        #expect(try RunRecord(parsing: record.json.canonicalData).stages[0].size == .max)
        record.stages[0].outputs["0"]?.size = .max
        let data = record.json.canonicalData
        #expect(throws: RecordProblem.field("size")) { try RunRecord(parsing: data) }
    }

    @Test func namesSortByTime() throws {
        let second: Int64 = 1_795_472_130_000_000_000
        let names = [second - 1, second, second + 2_000, second + 1_000_000, second + 999_999_999]
            .map(RunID.init(nanoseconds:))
        #expect(names == names.sorted() && Set(names).count == names.count)
        #expect(names[1].text.hasPrefix("20261123T221530Z-00000"))
        #expect(names.allSatisfy { RunID($0.text) == $0 })
        #expect(RunID("20261123T221530Z-8f3a10c") == nil && RunID("20261123 221530Z-8f3a10c2") == nil)
    }
}
