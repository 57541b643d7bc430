import Engine
import Foundation
import Recipes
import Synchronization
import Testing

@testable import Stages

@Suite struct RecipeRunnerTests {
    static let stages = """
        {
            "first": { "uses": "count", "with": { "to": 4 } },
            "second": { "uses": "count", "with": { "to": 30, "of": ["${stages.first}"] } },
            "page": { "uses": "report", "with": { "of": "${stages.second}" } }
        }
        """

    @Test func runsThenTakesEverythingFromTheCache() throws {
        let project = try ToyProject()
        let first = try project.runner(Self.stages).run(threads: 2)
        #expect(first.status == .succeeded)
        #expect(first.summary.stages.map(\.name) == ["first", "second", "page"])
        #expect(first.summary.stages.map(\.status) == [.ran, .ran, .ran])
        #expect(project.text("outputs/toy/second/sum.txt") == "34")

        let second = try project.runner(Self.stages).run(threads: 1)
        #expect(second.status == .succeeded)
        #expect(second.summary.stages.map(\.status) == [.cached, .cached, .cached])
        #expect(second.summary.stages.map(\.key) == first.summary.stages.map(\.key))
    }

    @Test func placesTheReportInTheRecipesFolder() throws {
        let project = try ToyProject()
        let result = try project.runner(Self.stages).run()
        let folder = project.folder + "/outputs/toy"
        #expect(result.outputsFolder == folder)
        #expect(result.reportFiles == [folder + "/report.html", folder + "/summary.json"])
        #expect(result.report == folder + "/report.html")
        #expect(project.text("outputs/toy/report.html") == "<p>34</p>")
        #expect(project.text("outputs/toy/page/report.html") == "<p>34</p>")
        #expect(project.text("outputs/toy/summary.json") == "{\"number\":34}")
    }

    @Test func placesTheReportAgainWhenItWasRemovedOrChanged() throws {
        let project = try ToyProject()
        _ = try project.runner(Self.stages).run()
        let report = project.folder + "/outputs/toy/report.html"
        let summary = project.folder + "/outputs/toy/summary.json"
        try FileManager.default.removeItem(atPath: report)
        // Written through, the link would change a file that is not ours.
        let victim = project.folder + "/victim"
        try Data("mine".utf8).write(to: URL(fileURLWithPath: victim))
        try FileManager.default.removeItem(atPath: summary)
        try FileManager.default.createSymbolicLink(atPath: summary, withDestinationPath: victim)

        _ = try project.runner(Self.stages).run()
        #expect(project.text("outputs/toy/report.html") == "<p>34</p>")
        #expect(project.text("outputs/toy/summary.json") == "{\"number\":34}")
        #expect(project.text("victim") == "mine")
    }

    @Test func saysWhenTheReportCannotBePlaced() throws {
        let project = try ToyProject()
        let inTheWay = project.folder + "/outputs/toy/report.html"
        try FileManager.default.createDirectory(atPath: inTheWay, withIntermediateDirectories: true)
        let result = try project.runner(Self.stages).run()
        #expect(result.summary.status == .succeeded)
        #expect(result.status == .failed)
        #expect(
            result.placementError.map { "\($0)" }
                == "cannot place the report at \(inTheWay): a folder is in the way")
    }

    @Test func aFailureStopsOnlyWhatDependsOnIt() throws {
        let project = try ToyProject()
        let result = try project.runner(
            """
            {
                "bad": { "uses": "fail" },
                "after": { "uses": "count", "with": { "to": 3, "of": ["${stages.bad}"] } },
                "apart": { "uses": "count", "with": { "to": 3 } }
            }
            """
        ).run(RunChoices(keepsGoing: true))
        #expect(result.status == .failed)
        let status = Dictionary(uniqueKeysWithValues: result.summary.stages.map { ($0.name, $0.status) })
        #expect(status == ["bad": .failed, "after": .skipped, "apart": .ran])
        #expect(result.summary["bad"]?.error.map { "\($0)" } == "told to fail")
        #expect(result.summary["after"]?.skippedBecause == "bad")
    }

    @Test func goesOnAfterACancellationToTheSameResult() throws {
        let project = try ToyProject()
        let cancellation = CancellationFlag()
        let stopping = CountingKind(beforeStep: { _, step in if step == 12 { cancellation.cancel() } })
        let stages = #"{ "slow": { "uses": "count", "with": { "to": 20 } } }"#
        let stopped = try project.runner(stages, kinds: [stopping]).run(cancellation: cancellation)
        #expect(stopped.status == .cancelled)
        #expect(stopped.summary["slow"]?.status == .cancelled)
        #expect(project.text("outputs/toy/slow/sum.txt") == nil)

        let firstStep = Mutex<Int?>(nil)
        let watching = CountingKind(beforeStep: { _, step in firstStep.withLock { $0 = $0 ?? step } })
        let positions = Mutex<[String]>([])
        let resumed = try project.runner(stages, kinds: [watching]).run { event in
            if case .resumed(_, let position) = event { positions.withLock { $0.append(position) } }
        }
        #expect(resumed.summary["slow"]?.status == .resumed)
        #expect(firstStep.withLock { $0 } == 12)
        #expect(positions.withLock { $0 } == ["step 12 of 20"])
        #expect(project.text("outputs/toy/slow/sum.txt") == "20")
    }

    @Test func neutralParametersDoNotMissTheCache() throws {
        let project = try ToyProject()
        _ = try project.runner(#"{ "a": { "uses": "count", "with": { "to": 5 } } }"#).run()
        let again = try project.runner(
            #"{ "a": { "uses": "count", "with": { "to": 5, "note_every": 3 } } }"#
        ).run()
        #expect(again.summary["a"]?.status == .cached)
    }

    @Test func explainsAndReportsTheState() throws {
        let project = try ToyProject()
        let before = try project.runner(Self.stages).status()
        #expect(before.map(\.name) == ["first", "second", "page"])
        #expect(before.allSatisfy { $0.cached == nil && $0.running == nil && $0.lastFinished == nil })

        _ = try project.runner(Self.stages).run()
        let after = try project.runner(Self.stages).status()
        #expect(after.allSatisfy { $0.decision == .cached })
        #expect(after.map { $0.cached?.size } == [1, 2, 22])
        #expect(after[1].cached?.path == project.folder + "/outputs/toy/second")

        let changed = Self.stages.replacingOccurrences(of: "\"to\": 30", with: "\"to\": 31")
        let plan = try project.runner(changed).plan()
        #expect(
            plan.text() == """
                first   cached
                second  run: with.to 30 -> 31
                page    may be skipped if second comes out the same

                """)
    }

    @Test func seesAStageThatRunsNow() throws {
        let project = try ToyProject()
        let seen = Mutex<StageStatus?>(nil)
        let stages = #"{ "slow": { "uses": "count", "with": { "to": 5 } } }"#
        let looking = CountingKind(beforeStep: { _, step in
            // Progress is on the disk a moment after the report of the first step.
            guard step == 1 else { return }
            Thread.sleep(forTimeInterval: 0.5)
            let status = try project.runner(stages).status().first
            seen.withLock { $0 = status }
        })
        _ = try project.runner(stages, kinds: [looking]).run()
        let running = seen.withLock { $0?.running }
        #expect(running?.process == ProcessInfo.processInfo.processIdentifier)
        #expect(running?.report == ProgressReport(completed: 1, total: 5, unit: "steps"))
        #expect(try project.runner(stages).status().first?.running == nil)
    }

    @Test func grantsThreads() throws {
        let project = try ToyProject()
        let threads = Mutex<Set<Int>>([])
        let kind = CountingKind(beforeStep: { context, _ in
            threads.withLock { _ = $0.insert(context.threads) }
        })
        _ = try project.runner(#"{ "a": { "uses": "count", "with": { "to": 2 } } }"#, kinds: [kind])
            .run(threads: 1)
        _ = try project.runner(#"{ "a": { "uses": "count", "with": { "to": 3 } } }"#, kinds: [kind])
            .run(threads: 8)
        // The kind declares that it keeps two cores busy.
        #expect(threads.withLock { $0 } == [1, 2])
    }
}
