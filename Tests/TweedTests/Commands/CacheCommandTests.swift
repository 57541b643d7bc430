import Foundation
import Testing
import Values

@Suite struct CacheCommandTests {
    @Test func listsChecksAndClearsUp() throws {
        let project = try CommandProject()
        let none = try project.tweed("cache", "list")
        #expect(none.status == 2 && none.errors.contains("there is no .tweed/cache in this folder"))

        #expect(try project.tweed("run", "toy.json", "--until", "dataset", "--quiet").status == 0)
        #expect(
            try project.tweed("run", "toy.json", "--until", "dataset", "--set", "params.steps=3", "--quiet")
                .status == 0)
        let list = try project.tweed("cache", "list")
        #expect(list.lines.count == 5 && list.lines[0].hasPrefix("KEY"))
        let results = try project.tweed("cache", "list", "--json").json()["results"]?.arrayValue ?? []
        let old = try #require(results.first { $0["shown"] == [] })
        #expect(old["stage"] == "dataset" && results.count { $0["shown"] == [] } == 1)
        let key = try #require(old["key"]?.stringValue)

        #expect(try project.tweed("cache", "pin", String(key.prefix(8))).output.hasPrefix("Pinned "))
        let kept = try project.tweed("cache", "gc", "--max-size", "0", "--json").json()
        #expect(kept["removed"]?["results"] == 0 && kept["kept"]?["pinned"] == 1)
        #expect(try project.tweed("cache", "unpin", "toy.json", "dataset").status == 0)

        let dry = try project.tweed("cache", "gc", "--max-age", "0s", "--dry-run")
        #expect(dry.status == 0 && dry.output.contains("Would remove 1 result, "))
        let removed = try project.tweed("cache", "gc", "--max-age", "0s")
        #expect(
            removed.output.contains("Removed 1 result, ") && removed.output.contains("(2 shown, 0 pinned)"))
        #expect(try project.tweed("cache", "verify").output.hasSuffix("are whole\n"))

        let gone = try project.tweed("cache", "unpin", String(key.prefix(8)))
        #expect(gone.status == 2 && gone.errors.contains("no result with the key"))
        #expect(try project.tweed("cache", "gc", "--max-size", "many").status == 2)
        #expect(try project.tweed("cache", "pin", "toy.json", "dataset").status == 1)
        #expect(try project.tweed("cache", "pin", "toy.json", "datset").status == 2)
    }

    @Test func damageIsFoundAndNamed() throws {
        let project = try CommandProject()
        #expect(try project.tweed("run", "toy.json", "--until", "weights", "--quiet").status == 0)
        let objects = project.folder + "/.tweed/cache/objects"
        let files = try FileManager.default.subpathsOfDirectory(atPath: objects).filter { $0.count > 60 }
        // The largest one holds weights, which the stage's result needs.
        let path = try #require(
            files.map { objects + "/" + $0 }.max {
                let sizes = [$0, $1].map { FileManager.default.contents(atPath: $0)?.count ?? 0 }
                return sizes[0] < sizes[1]
            })
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
        try Data("damaged".utf8).write(to: URL(fileURLWithPath: path))
        let found = try project.tweed("cache", "verify")
        #expect(found.status == 1 && found.output.hasPrefix("1 of \(files.count) objects damaged"))
        #expect(try project.tweed("cache", "verify", "--json").json()["damaged"] == [])
        #expect(try project.tweed("run", "toy.json", "--until", "weights", "--quiet").status == 0)
        #expect(try project.tweed("cache", "verify", "--json").json()["objects"]?.intValue == files.count)
    }
}
