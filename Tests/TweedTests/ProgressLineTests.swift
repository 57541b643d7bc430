import Engine
import Testing

@testable import tweed

@Suite struct ProgressLineTests {
    /// 120 of 300 steps after 30 s, at 4 a second.
    static func stage(_ message: String? = nil) -> ActiveStage {
        var stage = ActiveStage(name: "narf", started: 0)
        for second in 0...30 {
            stage.add(
                ProgressReport(
                    completed: second * 4, total: 300, unit: "steps", message: message,
                    metrics: ["accuracy": 0.5, "loss": 0.03121]), at: Double(second))
        }
        return stage
    }

    static func live(_ columns: Int, _ stage: ActiveStage = stage(), at time: Double = 30) -> String {
        ProgressLine(stage: stage, nameWidth: 7, time: time).live(columns: columns)
            .rendered(colour: false, columns: columns)
    }

    @Test func showsAsMuchAsFits() {
        #expect(
            Self.live(120, Self.stage("level 8"))
                == "⠋ narf     ━━━━━━━━━━━─────────────────  120/300 steps  4.0/s  45 s left  loss 0.03121  level 8"
        )
        #expect(
            Self.live(89)
                == "⠋ narf     ━━━━━━━━━━━─────────────────  120/300 steps  4.0/s  45 s left  loss 0.03121")
        #expect(
            Self.live(80) == "⠋ narf     ━━━━━━━━────────────  120/300 steps  4.0/s  45 s left  loss 0.03121")
        #expect(Self.live(75) == "⠋ narf     ━━━━━━━━────────────  120/300 steps  45 s left  loss 0.03121")
        #expect(Self.live(60) == "⠋ narf     ━━━━╸───────  120/300 steps  45 s left")
        #expect(Self.live(45) == "⠋ narf     ━━────  120/300 steps  45 s left")
        #expect(Self.live(36) == "⠋ narf     120/300 steps  45 s left")
        #expect(Self.live(20) == "⠋ narf     120/300 …")
    }

    @Test func theRemainingTimeGoesOnBetweenReports() {
        #expect(Self.live(60, at: 35.1) == "⠙ narf     ━━━━╸───────  120/300 steps  40 s left")
    }

    @Test func saysWhatItWaitsFor() {
        var stage = ActiveStage(name: "narf", started: 0)
        #expect(Self.live(80, stage, at: 3.2) == "⠹ narf     running for 3.0 s")
        stage.isAttached = true
        stage.attachedTo = 42
        #expect(
            Self.live(80, stage, at: 3.2)
                == "⠹ narf     waiting for another run (process 42) that computes the same")
    }

    @Test func countsWithoutATotal() {
        var stage = ActiveStage(name: "narf", started: 0)
        stage.add(ProgressReport(completed: 12, total: 0, unit: "files"), at: 1)
        #expect(Self.live(80, stage, at: 2) == "⠋ narf     12 files")
        #expect(
            ProgressLine(stage: stage, nameWidth: 4, time: 2).plain.rendered(colour: false)
                == "  narf  12 files")
    }

    @Test func aLogSaysTheSameInWords() {
        #expect(
            ProgressLine(stage: Self.stage("level 8"), nameWidth: 7, time: 30).plain.rendered(colour: false)
                == "  narf     120/300 steps (40 %), 4.0/s, 45 s left, loss 0.03121, level 8")
    }

    @Test func theRateFollowsANewPart() {
        var rate = RateEstimator()
        for second in 0...4 {
            rate.add(ProgressReport(completed: second, total: 4, unit: "levels"), at: Double(second))
        }
        #expect(rate.perSecond == 1)
        #expect(rate.secondsLeft(at: 4) == nil)
        rate.add(ProgressReport(completed: 0, total: 10, unit: "pictures"), at: 5)
        #expect(rate.perSecond == nil)
        rate.add(ProgressReport(completed: 6, total: 10, unit: "pictures"), at: 8)
        #expect(rate.perSecond == 2)
        #expect(rate.secondsLeft(at: 9) == 1)
    }

    @Test func theRateForgetsTheStart() {
        var rate = RateEstimator()
        for second in 0...100 {
            let completed = second <= 50 ? second : 50 + (second - 50) * 10
            rate.add(ProgressReport(completed: completed, total: 10_000, unit: "steps"), at: Double(second))
        }
        #expect(rate.perSecond == 10)
    }

    @Test func logsStaySparse() {
        var stage = ActiveStage(name: "narf", started: 0)
        var times: [Int] = []
        for second in 1...400 {
            stage.add(ProgressReport(completed: second, total: 400, unit: "steps"), at: Double(second))
            if LogThrottle().passes(&stage, at: Double(second)) { times.append(second) }
        }
        #expect(times == [40, 80, 120, 160, 200, 240, 280, 320, 360, 400])

        var quick = ActiveStage(name: "narf", started: 0)
        var quickTimes: [Int] = []
        for second in 1...12 {
            quick.add(ProgressReport(completed: second, total: 12, unit: "steps"), at: Double(second))
            if LogThrottle().passes(&quick, at: Double(second)) { quickTimes.append(second) }
        }
        #expect(quickTimes == [5, 10])

        var slow = ActiveStage(name: "narf", started: 0)
        slow.add(ProgressReport(completed: 1, total: 1000, unit: "steps"), at: 1)
        #expect(!LogThrottle().passes(&slow, at: 59))
        #expect(LogThrottle().passes(&slow, at: 60))
        #expect(!LogThrottle().passes(&slow, at: 61))
    }
}
