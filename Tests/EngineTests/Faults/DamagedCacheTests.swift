import Foundation
import Testing
import Values

@testable import Engine

/// Every file of a cache, one after another, with one flipped bit, cut short, or gone.
@Suite struct DamagedCacheTests {
    private let stages: [StageTask] = [
        .train(4),
        StageTask(
            name: "folder", kind: "folder", configuration: ["text": "x", "count": 3], outputs: ["out"]),
        .unary("all", "join", .output(stage: "folder", output: "out")),
        .upper("below", of: "train"),
    ]

    enum Damage: String, CaseIterable {
        case flippedBit, cut, deleted
    }

    /// The size stays, and the time stamps are put back, as a failing disk leaves them.
    private func inflict(_ damage: Damage, on path: String, at position: Double) throws {
        let stamp = try FileStatus.following(path).stamp
        var data = try Data(contentsOf: URL(fileURLWithPath: path))
        switch damage {
        case .deleted: return try LocalFileSystem().remove(path)
        case .cut: data = data.prefix(data.count / 2)
        case .flippedBit:
            guard !data.isEmpty else { return }
            data[Int(Double(data.count - 1) * position)] ^= 1
        }
        chmod(path, 0o644)
        // In place: the inode stays as well.
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        try handle.truncate(atOffset: 0)
        try handle.write(contentsOf: data)
        try handle.close()
        let time = timespec(
            tv_sec: Int(stamp.modified / 1_000_000_000), tv_nsec: Int(stamp.modified % 1_000_000_000))
        utimensat(AT_FDCWD, path, [time, time], 0)
    }

    @Test(arguments: Damage.allCases)
    func everyFileOfTheCacheHeals(damage: Damage) throws {
        let original = try TemporaryFolder()
        let reference = try Workshop(folder: original)
        let expected = try reference.run(stages, reference.options(shows: true))
        #expect(expected.status == .succeeded)
        let files = try original.files("cache").filter { !$0.hasSuffix("lock") && $0 != "locks" }
        #expect(files.count > 12)

        for (number, file) in files.enumerated() {
            let folder = try TemporaryFolder()
            let made = try Workshop(folder: folder)
            _ = try made.run(stages, made.options(shows: true))
            let path = folder.path("cache/" + file)
            // Names are digests, so the caches of two equal runs have the same files.
            guard folder.exists("cache/" + file) else { continue }
            try inflict(damage, on: path, at: Double(number % 5) / 4)

            let workshop = try Workshop(folder: folder)
            let summary = try workshop.run(stages, workshop.options(shows: true))
            let what = Comment(rawValue: "\(damage.rawValue): \(file)")
            #expect(summary.status == .succeeded, what)
            #expect(summary.stages.map(\.outputs) == expected.stages.map(\.outputs), what)
            #expect(try workshop.engine.checkObjects().isEmpty, what)
            #expect(try workshop.text(summary, "train") == ToyExecutor.trained(steps: 4), what)
            // A shown file that shares its bytes with a cut object has another size now: it counts as edited.
            let shown = try folder.files("outputs/recipe").filter {
                !$0.hasPrefix(".tweed/") && !$0.contains(".edited-1/")
            }
            #expect(shown.count == 7, what)
            for file in shown {
                let same =
                    try folder.text("outputs/recipe/" + file) == original.text("outputs/recipe/" + file)
                #expect(same, what)
            }
            // Then all is well for good.
            let again = try Workshop(folder: folder)
            #expect(try again.run(stages).stages.allSatisfy { $0.status == .cached }, what)
        }
    }

    /// The list of a folder's files is an object like any other.
    @Test func aDeletedManifestMakesItsStageRunAgain() throws {
        let workshop = try Workshop()
        let summary = try workshop.run(stages)
        try LocalFileSystem().remove(workshop.objectPath(summary, "folder"))
        let again = try Workshop(folder: workshop.folder)
        #expect(
            try again.run(stages).statuses == ["train cached", "folder ran", "all cached", "below cached"])
        #expect(again.executor.executed == ["folder"])
    }

    @Test func aCutRecordMakesItsStageRunAgainAndNothingElse() throws {
        let workshop = try Workshop()
        let summary = try workshop.run(stages)
        let record = workshop.folder.path("cache/actions/" + summary["train"]!.key!.hexadecimal)
        try inflict(.cut, on: record, at: 0)
        let again = try Workshop(folder: workshop.folder)
        #expect(
            try again.run(stages).statuses == ["train ran", "folder cached", "all cached", "below cached"])
    }

    /// A shown file shares its bytes with the object, so it is as damaged, although its size and times are right.
    @Test func aDamagedObjectIsShownWholeAgain() throws {
        let workshop = try Workshop()
        let summary = try workshop.run(stages, workshop.options(shows: true))
        try inflict(.flippedBit, on: workshop.objectPath(summary, "train"), at: 0.5)
        let again = try Workshop(folder: workshop.folder)
        #expect(try again.run(stages, again.options(shows: true)).status == .succeeded)
        #expect(
            try workshop.folder.text("outputs/recipe/train/out") == ToyExecutor.trained(steps: 4))
    }
}
