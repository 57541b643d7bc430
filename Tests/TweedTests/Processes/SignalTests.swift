import Foundation
import Testing

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The whole program and its signals. One at a time: they look at times.
@Suite(.serialized) struct SignalTests {
    /// Starts a run and waits until it has saved something.
    private func started(_ project: ProcessProject) throws -> TweedProcess {
        let run = try project.run("toy")
        #expect(TweedProcess.wait { project.hasSavedState() || !run.isRunning })
        #expect(run.isRunning, "\(run.standardError)")
        return run
    }

    /// Goes on where the stopped run was, to the same bytes.
    private func checkNextRun(_ project: ProcessProject, _ expected: [String: Data]) throws {
        let next = try project.run("toy")
        #expect(next.end() == 0, "\(next.standardError)")
        #expect(try next.statuses() == ["train": "resumed"])
        #expect(next.standardError.contains("goes on from step"))
        #expect(try project.shown("toy") == expected)
        #expect(project.files(".tweed/cache/running").isEmpty)
    }

    @Test(arguments: [(SIGINT, Int32(130)), (SIGTERM, Int32(143))])
    func theFirstSignalSavesAndStops(signal: Int32, code: Int32) throws {
        let expected = try ProcessProject.undisturbed.get()
        let project = try ProcessProject()
        try project.recipe("toy")
        let run = try started(project)
        run.send(signal)
        #expect(run.end(within: 20) == code, "\(run.standardError)")
        #expect(try run.statuses() == ["train": "interrupted"])
        #expect(run.standardError.contains("Run the same command again to go on from here"))
        try checkNextRun(project, expected)
    }

    /// Steps of a minute: the first signal alone would have to wait for the end of one.
    @Test(arguments: [
        (SIGINT, SIGINT, Int32(130)), (SIGTERM, SIGINT, Int32(130)), (SIGINT, SIGTERM, Int32(143)),
    ])
    func theSecondSignalEndsAtOnce(first: Int32, second: Int32, code: Int32) throws {
        let project = try ProcessProject()
        try project.recipe("toy", batch: 4_096)
        let run = try project.run("toy")
        #expect(TweedProcess.wait { run.standardError.contains("1 to run") })
        usleep(300_000)
        run.send(first)
        #expect(TweedProcess.wait { run.standardError.contains("once more to end at once") })
        #expect(run.isRunning)
        run.send(second)
        #expect(run.end(within: 3) == code)
        // Nothing is in the way of the next run: it can be stopped like the first one.
        let next = try project.run("toy")
        #expect(TweedProcess.wait { next.standardError.contains("1 to run") })
        #expect(next.isRunning)
    }

    @Test func aKilledRunLeavesNothingBehind() throws {
        let expected = try ProcessProject.undisturbed.get()
        let project = try ProcessProject()
        try project.recipe("toy")
        let run = try started(project)
        run.send(SIGKILL)
        #expect(run.end(within: 20) == -SIGKILL)
        // Stages run in the process itself, so none can outlive it: its locks are free as soon as it is gone.
        for file in project.files(".tweed/cache") where file.hasSuffix("lock") {
            let descriptor = open(project.path(".tweed/cache/" + file), O_RDWR | O_CLOEXEC)
            guard descriptor >= 0 else { continue }
            #expect(flock(descriptor, LOCK_EX | LOCK_NB) == 0, "\(file)")
            close(descriptor)
        }
        try checkNextRun(project, expected)
    }

    /// Under `nohup`, and then with good reason.
    private static let ignoresHangUp: Bool = {
        var action = sigaction()
        sigaction(SIGHUP, nil, &action)
        #if canImport(Darwin)
            return unsafeBitCast(action.__sigaction_u.__sa_handler, to: Int.self) == 1
        #else
            return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == 1
        #endif
    }()

    /// A terminal that is closed hangs up on all that it started.
    @Test(.enabled(if: !Self.ignoresHangUp, "hang-ups are ignored here, as under nohup"))
    func aClosedTerminalEndsTheRun() throws {
        let expected = try ProcessProject.undisturbed.get()
        let project = try ProcessProject()
        try project.recipe("toy")
        let run = try started(project)
        run.send(SIGHUP)
        #expect(run.end(within: 20) == -SIGHUP)
        try checkNextRun(project, expected)
    }

    /// A shell that is killed takes nothing with it: the run ends its work, once, and is gone.
    @Test func aKilledShellLosesNothing() throws {
        let project = try ProcessProject()
        try project.recipe("toy")
        let shell = try TweedProcess(
            ["run", project.path("recipes/toy.json"), "--json"], in: project,
            shell: "\"$@\" & echo $! >child; wait")
        #expect(TweedProcess.wait { project.hasSavedState() })
        let text = try String(contentsOfFile: project.path("child"), encoding: .utf8)
        let child = try #require(Int32(text.trimmingCharacters(in: .whitespacesAndNewlines)))
        shell.send(SIGKILL)
        #expect(shell.end(within: 20) == -SIGKILL)
        // Attaches to the run that goes on, or finds its result.
        let next = try project.run("toy")
        #expect(next.end() == 0)
        #expect(try next.statuses() == ["train": "cached"])
        #expect(TweedProcess.wait { kill(child, 0) != 0 })
    }
}
