import Foundation
import Tensors
import Testing

@testable import Replay

/// Files as the authors released them, and as strangers may write them.
@Suite final class RewardFilesTests {
    private let folder = FileManager.default.temporaryDirectory.path + "/replay-" + UUID().uuidString

    init() throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    @discardableResult
    private func write(_ text: String, _ name: String) throws -> String {
        let path = "\(folder)/\(name)"
        try FileManager.default.createDirectory(
            atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        return path
    }

    private func message(_ text: String) throws -> String {
        let path = try write(text, "step.yaml")
        do {
            _ = try StepFile(path: path)
            return "read"
        } catch { return "\(error)".replacing(folder + "/", with: "") }
    }

    @Test func stepsAreRead() throws {
        try write("0:\n- -1.5\n- 2\n1:\n- 3e-1\n- .25\n", "base/p2_i2_s00.yaml")
        try write("1: [3, 4]\n0: [1, 2]\n", "base/p2_i2_s01.yaml")
        try write("0: [9, 8]\n1: [7, 6]\n", "aware/p2_i2_s00.yaml")
        try write("nothing", "base/README.txt")
        let base = try RewardMatrix(folder: folder + "/base")
        #expect(base.sizes == [2, 2, 2])
        #expect(base.values == [-1.5, 2, 0.3, 0.25, 1, 2, 3, 4])
        let aware = try RewardMatrix(folder: folder + "/aware", fallback: folder + "/base")
        #expect(aware.values == [9, 8, 7, 6, 1, 2, 3, 4])
        let set = try RewardSet(
            bases: [folder + "/base"], noiseAware: [folder + "/aware"], names: ["imr"])
        #expect(set.rewards[0].noiseAware == aware)
    }

    @Test func badStepsAreRefusedWithTheirPlace() throws {
        #expect(try message("0: [1, 2]\n1: [3]\n") == "step.yaml:2: prompt 1 has 1 values, expected 2")
        #expect(try message("0: []\n") == "step.yaml:1: prompt 0 has 0 values, expected 1")
        #expect(try message("0: [1, .nan]\n") == "step.yaml:1: '.nan' is not a finite number")
        #expect(try message("0:\n- 1\n- nan\n") == "step.yaml:3: 'nan' is not a finite number")
        #expect(try message("0: [1e99]\n") == "step.yaml:1: '1e99' is not a finite number")
        #expect(try message("0: [0x10]\n") == "step.yaml:1: '0x10' is not a finite number")
        #expect(try message("0: ['']\n") == "step.yaml:1: '' is not a finite number")
        #expect(try message("0: [1]\n0: [2]\n").hasSuffix("prompt 0 is listed twice"))
        #expect(try message("0: [1]\n2: [2]\n").contains("found prompt 2 among 2 prompts"))
        #expect(try message("0: [1]\n-1: [2]\n") == "step.yaml:2: '-1' is not the index of a prompt")
        #expect(try message("0: [1, [2]]\n").contains("expected a prompt index before its list"))
        #expect(try message("0: [1, {a: 2}]\n").contains("found a mapping"))
        #expect(try message("0: 1\n").contains("expected a list"))
        #expect(try message("[1, 2]\n").contains("expected a prompt index before its list"))
        #expect(try message("5\n").contains("expected a mapping"))
        #expect(try message("").contains("no prompts"))
        #expect(try message("{}").contains("no prompts"))
        #expect(try message("0: &a [1]\n1: *a\n").contains("aliases are not allowed"))
        #expect(try message("0: [1\n").hasPrefix("step.yaml:"))
        #expect(try message("0: [1]\n--- \n0: [2]\n").contains("found a mapping"))
        #expect(throws: ReplayError.self) { try StepFile(path: folder + "/none.yaml") }
    }

    @Test func badFoldersAreRefused() throws {
        try write("0: [1]\n", "gap/x_s00.yaml")
        try write("0: [1]\n", "gap/x_s02.yaml")
        #expect(throws: ReplayError.missingStep(step: 1, folder: folder + "/gap")) {
            try RewardMatrix(folder: folder + "/gap")
        }
        try write("0: [1]\n", "twice/x_s0.yaml")
        try write("0: [1]\n", "twice/x_s00.yaml")
        #expect(
            throws: ReplayError.stepTwice(
                step: 0, file: folder + "/twice/x_s00.yaml", other: folder + "/twice/x_s0.yaml")
        ) { try RewardMatrix(folder: folder + "/twice") }
        try write("0: [1]\n", "ragged/x_s00.yaml")
        try write("0: [1, 2]\n", "ragged/x_s01.yaml")
        #expect(
            throws: ReplayError.shape(
                file: folder + "/ragged/x_s01.yaml", prompts: 1, candidates: 2, expectedPrompts: 1,
                expectedCandidates: 1)
        ) { try RewardMatrix(folder: folder + "/ragged") }
        try write("", "empty/notes.txt")
        #expect(throws: ReplayError.noSteps(folder: folder + "/empty")) {
            try RewardMatrix(folder: folder + "/empty")
        }
        #expect(throws: ReplayError.self) { try RewardMatrix(folder: folder + "/nowhere") }
    }

    @Test func rewardsOfOtherSizesAreRefused() throws {
        let small = try SyntheticRewards.matrix(steps: 3, prompts: 2, candidates: 4, seed: 1)
        let large = try SyntheticRewards.matrix(steps: 3, prompts: 2, candidates: 5, seed: 1)
        #expect(throws: ReplayError.self) { try ReplayReward(name: "a", base: small, noiseAware: large) }
        let one = try ReplayReward(name: "a", base: small)
        #expect(throws: ReplayError.self) { try RewardSet([]) }
        #expect(throws: ReplayError.self) { try RewardSet([one, one]) }
        #expect(throws: ReplayError.self) { try RewardSet([one, ReplayReward(name: "b", base: large)]) }
        #expect(throws: ReplayError.self) {
            try RewardSet([one, ReplayReward(name: "b", base: small, noiseAware: small)])
        }
        #expect(throws: ReplayError.self) {
            try RewardMatrix(steps: 1, prompts: 1, candidates: 2, values: [1])
        }
        #expect(throws: ReplayError.self) {
            try RewardMatrix(steps: .max, prompts: 2, candidates: 2, values: [1])
        }
        #expect(throws: ReplayError.self) {
            try RewardMatrix(
                steps: 1, prompts: 1, candidates: 70_000, values: Array(repeating: 0, count: 70_000))
        }
        #expect(throws: ReplayError.notFinite(place: "x", step: 1, prompt: 0, candidate: 1)) {
            try RewardMatrix(steps: 2, prompts: 1, candidates: 2, values: [1, 2, 3, .nan], place: "x")
        }
    }

    @Test func safetensorsKeepEveryBit() throws {
        let set = try SyntheticRewards.set(rewards: 2)
        let (base, aware) = (folder + "/base.safetensors", folder + "/aware.safetensors")
        try set.write(base: base, noiseAware: aware)
        let read = try RewardSet(bases: [base], noiseAware: [aware], names: [])
        #expect(read.rewards.map(\.name) == set.rewards.map(\.name))
        for (own, other) in zip(read.rewards, set.rewards) {
            #expect(own.base == other.base)
            #expect(own.noiseAware == other.noiseAware)
        }
        let one = try RewardSet(bases: [base], noiseAware: [], names: ["reward 1"])
        #expect(one.rewards.count == 1 && !one.isNoiseAware)
        #expect(throws: SafetensorsError.self) {
            try RewardSet(bases: [base], noiseAware: [], names: ["other"])
        }
        #expect(throws: ReplayError.self) {
            try RewardSet(bases: [base], noiseAware: [aware, aware], names: [])
        }
        let flat = folder + "/flat.safetensors"
        try SafetensorsWriter.write(
            [SafetensorsTensor(name: "a", shape: [2, 3], floats: [1, 2, 3, 4, 5, 6])], to: flat)
        #expect(throws: ReplayError.tensor(file: flat, name: "a", shape: [2, 3])) {
            try RewardSet(bases: [flat], noiseAware: [], names: [])
        }
        try SafetensorsWriter.write(
            [SafetensorsTensor(name: "a", shape: [1, 1, 2], floats: [1, .infinity])], to: flat)
        #expect(throws: ReplayError.self) { try RewardSet(bases: [flat], noiseAware: [], names: []) }
        try Data("not a tensor".utf8).write(to: URL(fileURLWithPath: flat))
        #expect(throws: SafetensorsError.self) { try RewardSet(bases: [flat], noiseAware: [], names: []) }
    }

    /// As reading a float64 and rounding it.
    @Test func decimalsAreReadToTheLastBit() {
        var stream = RandomStream(seed: 5).stream("numbers")
        var texts = [
            "0", "-0", "0.0", "1.", ".5", "-.5", "+2", "16777217", "16777216.999999999", "0.1", "1e-45",
            "3.4028235e38", "9007199254740993", "123456789012345678901234567890", "-2.1867928504943848",
            "0.00000000000000000001", "1.00000005960464477539", "1.0000000596046448", "8388608.5",
        ]
        for _ in 0..<20_000 {
            let value = Double(stream.nextNormal()) * (stream.nextUniform() < 0.5 ? 1 : 40)
            texts.append("\(value)")
            texts.append("\(Float(value))")
            texts.append("\(Double(Float(value)) * (1 + 0x1p-25))")
        }
        for text in texts {
            let found = Array(text.utf8 + [0]).withUnsafeBufferPointer {
                DecimalText.float($0.baseAddress!, length: text.utf8.count)
            }
            #expect(found?.bitPattern == Float(strtod(text, nil)).bitPattern, "\(text)")
        }
        for text in ["", "-", ".", "1.2.3", "1-2", "e5", "1e", "inf", "nan", " 1", "1 ", "1_000", "0x1p3"] {
            let found = Array(text.utf8 + [0]).withUnsafeBufferPointer {
                DecimalText.float($0.baseAddress!, length: text.utf8.count)
            }
            #expect(found == nil, "\(text)")
        }
    }
}
