import Foundation
import Testing
import Values

@testable import Engine

@Suite struct StageKeyTests {
    private func description() -> StageDescription {
        let content = OutputReference(digest: Digest(of: Data("abc".utf8)), isFolder: false, size: 3)
        return StageDescription(
            stage: "narf", kind: "train-narf", revision: 2,
            configuration: ["steps": 20, "rate": 0.5, "threads": 2, "log": ["every": 5, "file": "x"]],
            neutral: ["threads", "log.every"],
            inputs: ["data": .init(content: content, origin: "dataset.out", isExternal: false)],
            outputs: ["out"])
    }

    private func key(_ change: (inout StageDescription) -> Void) -> Digest {
        var changed = description()
        change(&changed)
        return StageKey.make(changed)
    }

    /// The text is written out here, so that no refactoring can change what keys are made of unseen: that would
    /// throw away everybody's cache.
    @Test func theKeyIsTheDigestOfThisText() {
        let text =
            #"{"configuration":{"log":{"file":"x"},"rate":0.5,"steps":20},"format":1,"inputs":{"data":{"file":"#
            + #""ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"}},"kind":"train-narf","#
            + #""outputs":["out"],"revision":2}"#
        #expect(StageKey.make(description()) == Digest(of: Data(text.utf8)))
    }

    @Test func whatChangesNoResultChangesNoKey() {
        let key = StageKey.make(description())
        #expect(self.key { $0.stage = "other" } == key)
        #expect(self.key { $0.configuration["threads"] = 8 } == key)
        #expect(self.key { $0.configuration["log"] = ["every": 9, "file": "x"] } == key)
        #expect(self.key { $0.configuration["steps"] = 20.0 } == key)
        #expect(self.key { $0.inputs["data"]!.origin = "elsewhere.out" } == key)
    }

    @Test func whatChangesAResultChangesTheKey() {
        let keys = [
            StageKey.make(description()), key { $0.kind = "other" }, key { $0.revision = 3 },
            key { $0.configuration["steps"] = 21 }, key { $0.configuration["more"] = .null },
            key { $0.configuration["log"] = ["every": 5, "file": "y"] },
            key { $0.inputs["data"]!.content.digest = Digest(of: Data("abd".utf8)) },
            key { $0.inputs["data"]!.content.isFolder = true },
            key { $0.inputs["other"] = $0.inputs.removeValue(forKey: "data") },
            key { $0.outputs = ["result"] },
            key { $0.neutral = ["threads"] },
        ]
        #expect(Set(keys).count == keys.count)
    }
}
