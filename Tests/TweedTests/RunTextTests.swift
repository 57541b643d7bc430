import Foundation
import Testing
import Values

@testable import Engine
@testable import Stages
@testable import tweed

@Suite struct RunTextTests {
    struct Broken: Error, CustomStringConvertible {
        var description: String { "the loss is not a number\nlower the learning rate" }
    }

    static let key = Digest(of: Data())

    static func result(_ outcomes: [StageOutcome], report: Bool = true) -> RecipeRunResult {
        var result = RecipeRunResult(
            summary: RunSummary(stages: outcomes, seconds: 200), outputsFolder: "/project/outputs/toy")
        if report { result.reportFiles = ["/project/outputs/toy/report.html"] }
        return result
    }

    static func outcome(_ name: String, _ status: StageOutcome.Status, _ seconds: Double = 0) -> StageOutcome
    {
        StageOutcome(name: name, kind: "count", status: status, seconds: seconds, key: key)
    }

    static func success(_ result: RecipeRunResult, isQuiet: Bool = false) -> [String] {
        RunText(result: result, wasInterrupted: false).success(isQuiet: isQuiet).map {
            $0.rendered(colour: false)
        }
    }

    @Test func endsWithWhereTheReportIs() {
        let result = Self.result([Self.outcome("a", .cached), Self.outcome("b", .ran, 12)])
        #expect(
            Self.success(result) == [
                "Finished in 3 m 20 s: 1 computed, 1 cached", "Report:  /project/outputs/toy/report.html",
            ])
        #expect(Self.success(result, isQuiet: true) == ["Report:  /project/outputs/toy/report.html"])
        #expect(
            Self.success(
                Self.result([Self.outcome("a", .cached), Self.outcome("b", .cached)], report: false)) == [
                    "Finished in 3 m 20 s: nothing to do, all results are cached",
                    "Results: /project/outputs/toy",
                ])
    }

    @Test func saysWhatFailedAndWhatToDo() {
        var failed = Self.outcome("b", .failed, 12)
        failed.error = Broken()
        let result = Self.result([Self.outcome("a", .ran, 1), failed], report: false)
        #expect(
            RunText(result: result, wasInterrupted: false).trouble.map { $0.rendered(colour: false) } == [
                "error: stage b failed: the loss is not a number",
                "       lower the learning rate",
                "Failed after 3 m 20 s",
                "Put that right and run the same command again; 1 finished stage will not be computed again",
            ])
        #expect(
            RunReport(result, wasInterrupted: false).value.canonicalText
                == #"{"error":"stage b: the loss is not a number\nlower the learning rate","#
                + #""outputs":"/project/outputs/toy","seconds":200,"stages":[{"key":"\#(Self.key)","name":"a","#
                + #""seconds":1,"status":"ran","uses":"count"},{"error":"the loss is not a number\nlower the "#
                + #"learning rate","key":"\#(Self.key)","name":"b","seconds":12,"status":"failed","uses":"count"}],"#
                + #""status":"failed"}"#)
    }

    @Test func saysHowToGoOnAfterAnInterruption() {
        let result = Self.result([Self.outcome("a", .cancelled, 1)], report: false)
        #expect(
            RunText(result: result, wasInterrupted: true).trouble.map { $0.rendered(colour: false) } == [
                "Stopped after 3 m 20 s", "Run the same command again to go on from here",
            ])
        let report = RunReport(result, wasInterrupted: true).value
        #expect(report["status"] == "interrupted")
        #expect(report["stages"]?[0]?["status"] == "interrupted")
    }

    @Test func scriptsSeeSuccess() {
        let report = RunReport(Self.result([Self.outcome("a", .resumed, 1.23456)]), wasInterrupted: false)
            .value
        #expect(report["status"] == "ok")
        #expect(report["report"] == "/project/outputs/toy/report.html")
        #expect(report["stages"]?[0]?["seconds"] == 1.235)
        #expect(report["stages"]?[0]?["status"] == "resumed")
        #expect(report["error"] == nil)
    }
}
