import Foundation
import Testing

@testable import Stages

@Suite struct ProjectLayoutTests {
    @Test func hasDefaultsInTheProject() {
        let layout = ProjectLayout(projectFolder: "/project")
        #expect(layout.cacheFolder == "/project/.tweed/cache")
        #expect(layout.outputsFolder(of: "quickstart") == "/project/outputs/quickstart")
    }

    @Test func takesFoldersOfThePerson() {
        let layout = ProjectLayout(projectFolder: "/project", cacheFolder: "/a/../b", outputsFolder: "/c/")
        #expect(layout.cacheFolder == "/b")
        #expect(layout.outputsFolder(of: "quickstart") == "/c/quickstart")
    }

    @Test func keepsItsOwnFolderOutOfGitAndLeavesOthersAlone() throws {
        let project = try ToyProject()
        let elsewhere = project.folder + "/elsewhere"
        try ProjectLayout(projectFolder: project.folder, cacheFolder: elsewhere).prepareCache()
        #expect(project.text(".tweed/.gitignore") == nil)
        try ProjectLayout(projectFolder: project.folder).prepareCache()
        #expect(project.text(".tweed/.gitignore") == "*\n")
        #expect(!FileManager.default.fileExists(atPath: elsewhere))
    }

    @Test(arguments: [
        ("250000 100000\n", 2.5), ("100000 100000", 1), ("max 100000\n", nil), ("", nil), ("-1 100000", nil),
    ])
    func readsUnifiedQuotas(text: String, expected: Double?) {
        #expect(AvailableCores.quota(unified: text) == expected)
    }

    @Test func readsQuotasOfTheFirstVersion() {
        #expect(AvailableCores.quota(microseconds: "150000\n", period: "100000\n") == 1.5)
        #expect(AvailableCores.quota(microseconds: "-1\n", period: "100000\n") == nil)
        #expect(AvailableCores.quota(microseconds: nil, period: nil) == nil)
    }

    @Test func limitsCoresToTheQuota() {
        #expect(AvailableCores.limit(64, quota: 2.5) == 3)
        #expect(AvailableCores.limit(2, quota: 8) == 2)
        #expect(AvailableCores.limit(4, quota: 0.2) == 1)
        #expect(AvailableCores.limit(4, quota: nil) == 4)
        #expect(AvailableCores.count >= 1)
    }
}
