import Foundation
import Synchronization
import Testing
import Values

@testable import Engine

@Suite struct SharedCacheTests {
    @Test func twoRunsAtOnceComputeOnceAndTheSecondSeesTheProgress() throws {
        let folder = try TemporaryFolder()
        let started = DispatchSemaphore(value: 0)
        let proceed = DispatchSemaphore(value: 0)
        let first = try Workshop(folder: folder) { _, step in
            if step == 5 {
                started.signal()
                proceed.wait()
            }
        }
        let second = try Workshop(folder: folder)
        let done = DispatchSemaphore(value: 0)
        let firstSummary = Mutex<RunSummary?>(nil)
        DispatchQueue.global().async {
            let summary = try? first.run([.train()])
            firstSummary.withLock { $0 = summary }
            done.signal()
        }
        started.wait()
        let log = EventLog()
        DispatchQueue.global().asyncAfter(deadline: .now() + 0.3) { proceed.signal() }
        let summary = try second.run([.train()], log: log)
        done.wait()

        #expect(firstSummary.withLock { $0 }?.statuses == ["train ran"])
        #expect(summary.statuses == ["train cached"])
        #expect(second.executor.executed.isEmpty)
        #expect(try second.text(summary, "train") == ToyExecutor.trained(steps: 10))
        let processes = log.all.compactMap { if case .attached(_, let process) = $0 { process } else { nil } }
        #expect(processes == [ProcessInfo.processInfo.processIdentifier])
        let progress = log.all.compactMap { if case .progress(_, let report) = $0 { report } else { nil } }
        #expect(progress.contains { $0.unit == "steps" && $0.total == 10 })
    }

    @Test func whenTheFirstFailsTheSecondTakesOver() throws {
        let folder = try TemporaryFolder()
        let started = DispatchSemaphore(value: 0)
        let proceed = DispatchSemaphore(value: 0)
        let first = try Workshop(folder: folder) { _, step in
            guard step == 5 else { return }
            started.signal()
            proceed.wait()
            throw ToyFailure(text: "out of luck")
        }
        let done = DispatchSemaphore(value: 0)
        DispatchQueue.global().async {
            _ = try? first.run([.train()])
            done.signal()
        }
        started.wait()
        DispatchQueue.global().asyncAfter(deadline: .now() + 0.1) { proceed.signal() }
        let second = try Workshop(folder: folder)
        let log = EventLog()
        let summary = try second.run([.train()], log: log)
        done.wait()
        #expect(summary.statuses == ["train resumed"])
        #expect(log.notes == ["step-3"])
        #expect(try second.text(summary, "train") == ToyExecutor.trained(steps: 10))
    }

    @Test func manyRunsOnOneCache() throws {
        let folder = try TemporaryFolder()
        let counts = Mutex(0)
        let failures = Mutex<[String]>([])
        DispatchQueue.concurrentPerform(iterations: 6) { index in
            do {
                let workshop = try Workshop(folder: folder) { _, step in
                    if step < 0 { counts.withLock { $0 += 1 } }
                }
                var stages = [StageTask.text("0", "hello")]
                for number in 1..<6 {
                    stages.append(.unary("\(number)", "join", .output(stage: "0", output: "out")))
                }
                for number in 1..<6 { stages[number].configuration["salt"] = .integer(Int64(number)) }
                let summary = try workshop.run(stages, workshop.options(shows: true))
                if summary.status != .succeeded { failures.withLock { $0.append("\(index): \(summary)") } }
            } catch {
                failures.withLock { $0.append("\(index): \(error)") }
            }
        }
        #expect(failures.withLock { $0 } == [])
        #expect(counts.withLock { $0 } == 6)
        #expect(try folder.files("cache/running").isEmpty)
    }

    @Test func aCollectionWaitsForNoRun() throws {
        let folder = try TemporaryFolder()
        let workshop = try Workshop(folder: folder) { _, _ in
            let other = try Workshop(folder: folder)
            #expect(throws: EngineError.self) { try other.engine.collectGarbage(GarbagePolicy()) }
        }
        #expect(try workshop.run([.text("a", "x")]).status == .succeeded)
        #expect(try workshop.engine.collectGarbage(GarbagePolicy()).keptResults == 1)
    }
}
