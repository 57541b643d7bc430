import Engine
import Values

/// What came of computing a stage again.
struct VerificationText {
    let report: VerificationReport

    var lines: [StyledLine] {
        guard !report.isSame else {
            return [StyledLine("✓ ", .green).appending(report.stage, .bold).appending(" comes out the same")]
        }
        var lines = [
            StyledLine("✗ ", .red).appending(report.stage, .bold).appending(
                " comes out differently: \(QuantityText.count(report.differences.count, "file"))")
        ]
        var table = TextTable()
        for difference in report.differences {
            let path = difference.path.isEmpty ? difference.output : "\(difference.output)/\(difference.path)"
            table.add([path, Self.words(difference)])
        }
        lines += table.lines(indentation: 2)
        return lines
    }

    var json: JSONValue {
        [
            "stage": .string(report.stage), "key": .string(report.key.hexadecimal),
            "same": .bool(report.isSame),
            "differences": .array(
                report.differences.map {
                    [
                        "output": .string($0.output), "path": .string($0.path),
                        "expected": $0.expected.map { .string($0.hexadecimal) } ?? .null,
                        "found": $0.found.map { .string($0.hexadecimal) } ?? .null,
                    ]
                }),
        ]
    }

    private static func words(_ difference: VerificationReport.Difference) -> String {
        switch (difference.expected, difference.found) {
        case (let expected?, let found?): "was \(expected.short), is \(found.short)"
        case (_?, nil): "is missing"
        default: "was not there before"
        }
    }
}
