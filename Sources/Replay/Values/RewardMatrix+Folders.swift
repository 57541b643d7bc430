import Foundation
import Kernels

extension RewardMatrix {
    /// Reads a folder of `*_sNN.yaml`, one file for each step; a step that `fallback` has and `folder` lacks comes from
    /// `fallback`. Files are read side by side.
    public init(
        folder: String, fallback: String? = nil, compute: Compute = Compute()
    ) throws(ReplayError) {
        try self.init(
            files: Self.contents(folder), of: folder, fallback: fallback.map(Self.contents),
            compute: compute)
    }

    /// As above, with the paths of the folders' files by their names.
    ///
    /// - Parameter folder: its name in messages.
    public init(
        files: [String: String], of folder: String, fallback: [String: String]? = nil,
        compute: Compute = Compute()
    ) throws(ReplayError) {
        let own = try Self.stepFiles(files, of: folder)
        var files =
            try fallback.map { (names) throws(ReplayError) in
                try Self.stepFiles(names, of: folder)
            } ?? [:]
        files.merge(own) { _, own in own }
        let count = files.count
        var paths: [String] = []
        for step in 0..<count {
            guard let path = files[step] else { throw .missingStep(step: step, folder: folder) }
            paths.append(path)
        }
        let read = Self.read(paths, compute: compute)
        var (values, prompts, candidates): ([Float], Int, Int) = ([], 0, 0)
        for step in 0..<count {
            let file = try read[step].get()
            if step == 0 {
                (prompts, candidates) = (file.prompts, file.candidates)
                guard file.values.count * count <= Self.maximumValues else {
                    throw .tooLarge(
                        place: folder, found: "\(file.values.count) values at each of \(count) steps",
                        limit: Self.maximumValues)
                }
                values.reserveCapacity(count * file.values.count)
            }
            guard file.prompts == prompts, file.candidates == candidates else {
                throw .shape(
                    file: paths[step], prompts: file.prompts, candidates: file.candidates,
                    expectedPrompts: prompts, expectedCandidates: candidates)
            }
            values += file.values
        }
        try self.init(
            steps: count, prompts: prompts, candidates: candidates, values: values, place: folder)
    }

    private static func read(_ paths: [String], compute: Compute) -> [Result<StepFile, ReplayError>] {
        var results = [Result<StepFile, ReplayError>?](repeating: nil, count: paths.count)
        results.withUnsafeMutableBufferPointer { buffer in
            nonisolated(unsafe) let buffer = buffer
            // Each file writes to a place of its own, so that it does not matter who reads it.
            compute.forEachTile(paths.count) { index in
                buffer[index] = Result { () throws(ReplayError) in try StepFile(path: paths[index]) }
            }
        }
        return results.map { $0! }
    }

    private static func contents(_ folder: String) throws(ReplayError) -> [String: String] {
        do {
            let names = try FileManager.default.contentsOfDirectory(atPath: folder)
            return Dictionary(uniqueKeysWithValues: names.map { ($0, folder + "/" + $0) })
        } catch {
            throw .unreadable(file: folder, reason: error.localizedDescription)
        }
    }

    private static func stepFiles(
        _ paths: [String: String], of folder: String
    ) throws(ReplayError) -> [Int: String] {
        var files: [Int: String] = [:]
        for (name, path) in paths.sorted(by: { $0.key < $1.key }) where name.hasSuffix(".yaml") {
            guard let mark = name.range(of: "_s", options: .backwards),
                let step = Int(name[mark.upperBound...].dropLast(5)), step >= 0
            else { continue }
            if let other = files[step] { throw .stepTwice(step: step, file: path, other: other) }
            files[step] = path
        }
        guard !files.isEmpty else { throw .noSteps(folder: folder) }
        guard files.count <= maximumSteps else {
            throw .tooLarge(place: folder, found: "\(files.count) steps", limit: maximumSteps)
        }
        return files
    }
}
