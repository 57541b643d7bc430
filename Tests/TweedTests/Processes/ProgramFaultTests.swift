import Foundation
import Testing

/// What a person sees of faults: exit code, message, and what the next run makes of it.
@Suite(.serialized) struct ProgramFaultTests {
    /// A shell may limit how large files may be; by itself that kills the program without a word.
    @Test func aLimitOnFilesIsAClearErrorAndCostsNothingElse() throws {
        let project = try ProcessProject()
        let recipe = try project.recipe("toy", steps: 10)
        // In blocks of 512 bytes: enough for records, too little for a checkpoint of the training.
        let run = try TweedProcess(
            ["run", recipe, "--json"], in: project, shell: "ulimit -f 200; exec \"$@\"")
        #expect(run.end() == 1, "\(run.standardError)")
        let text = run.standardError
        #expect(text.contains("error: stage train failed"), "\(text)")
        #expect(text.contains(project.path(".tweed/cache/")) && text.contains("File too large"), "\(text)")
        #expect(text.contains("run the same command again"), "\(text)")
        let next = try project.run("toy")
        #expect(next.end() == 0, "\(next.standardError)")
    }

    @Test(.enabled(if: SmallDisk.isPossible, Comment(rawValue: SmallDisk.why)))
    func aFullCacheCostsTheWorkSinceTheLastCheckpoint() throws {
        let project = try ProcessProject()
        try project.recipe("toy", steps: 20)
        // A state takes about 9 MB: the first fits, the one that is to replace it does not fit beside it.
        let disk = try SmallDisk(at: project.path("disk"), megabytes: 12)
        let cache = ["--cache", project.path("disk/cache")]
        let run = try project.run("toy", cache)
        #expect(run.end() == 1)
        let text = run.standardError
        #expect(text.contains("error: stage train failed: "), "\(text)")
        #expect(
            text.contains(project.path("disk/cache/")) && text.contains("No space left on device"), "\(text)")
        #expect(run.standardOutput.contains("\"status\":\"failed\"}"))

        try disk.grow(toMegabytes: 64)
        let next = try project.run("toy", cache)
        #expect(next.end() == 0, "\(next.standardError)")
        #expect(try next.statuses() == ["train": "resumed"])
        #expect(next.standardError.contains("goes on from step 5 of 20"), "\(next.standardError)")
    }

    @Test(.enabled(if: SmallDisk.isPossible, Comment(rawValue: SmallDisk.why)))
    func outputsThatDoNotFitAreInTheCacheNevertheless() throws {
        let project = try ProcessProject()
        try project.recipe("toy", steps: 10)
        let disk = try SmallDisk(at: project.path("disk"), megabytes: 1)
        let outputs = ["--outputs", project.path("disk")]
        let run = try project.run("toy", outputs)
        #expect(run.end() == 1)
        let text = run.standardError
        #expect(
            text.contains("error: the results of stage train cannot be shown: cannot write results to"),
            "\(text)")
        #expect(text.contains("free some space there and run again: the results are in the cache"), "\(text)")
        try disk.grow(toMegabytes: 64)
        let next = try project.run("toy", outputs)
        #expect(next.end() == 0, "\(next.standardError)")
        #expect(try next.statuses() == ["train": "cached"])
        #expect(!(try project.shown("toy", "disk").isEmpty))
    }

    @Test(.enabled(if: SmallDisk.isPossible, Comment(rawValue: SmallDisk.why)))
    func aReadOnlyCacheAnswersWhatItKnows() throws {
        let project = try ProcessProject()
        try project.recipe("toy", steps: 5)
        let disk = try SmallDisk(at: project.path("disk"), megabytes: 64)
        let cache = ["--cache", project.path("disk/cache")]
        #expect(try project.run("toy", cache).end() == 0)
        try disk.setReadOnly(true)
        let known = try project.run("toy", cache)
        #expect(known.end() == 0, "\(known.standardError)")
        #expect(try known.statuses() == ["train": "cached"])

        let unknown = try project.run("toy", cache + ["--set", "stages.train.with.seed=9"])
        #expect(unknown.end() == 1)
        #expect(
            unknown.standardError.contains(
                "Read-only file system; make it writable, or choose another folder"),
            "\(unknown.standardError)")
    }
}
