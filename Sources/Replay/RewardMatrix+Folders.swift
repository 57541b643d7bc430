import Foundation

extension RewardMatrix {
    /// Reads folders of `*_sNN.yaml`; a step that `fallback` has and `folder` lacks comes from `fallback`.
    public init(folder: String, fallback: String? = nil) throws(ReplayError) {
        var files = try fallback.map(Self.stepFiles) ?? [:]
        files.merge(try Self.stepFiles(folder)) { _, own in own }
        var (values, prompts, candidates): ([Float], Int, Int) = ([], 0, 0)
        guard !files.isEmpty else { throw .missingStep(step: 0, folder: folder) }
        for step in 0..<files.count {
            guard let path = files[step] else { throw .missingStep(step: step, folder: folder) }
            let file = try StepFile(path: path)
            if step == 0 { (prompts, candidates) = (file.prompts, file.candidates) }
            guard file.prompts == prompts, file.candidates == candidates else {
                throw .shape(
                    file: path, prompts: file.prompts, candidates: file.candidates,
                    expectedPrompts: prompts, expectedCandidates: candidates)
            }
            values += file.values
        }
        try self.init(steps: files.count, prompts: prompts, candidates: candidates, values: values)
    }

    private static func stepFiles(_ folder: String) throws(ReplayError) -> [Int: String] {
        let names: [String]
        do { names = try FileManager.default.contentsOfDirectory(atPath: folder) } catch {
            throw .unreadable(file: folder, reason: error.localizedDescription)
        }
        var files: [Int: String] = [:]
        for name in names.sorted() where name.hasSuffix(".yaml") {
            guard let mark = name.range(of: "_s", options: .backwards),
                let step = Int(name[mark.upperBound...].dropLast(5)), step >= 0
            else { continue }
            guard files[step] == nil else { throw .stepTwice(step: step, file: folder + "/" + name) }
            files[step] = folder + "/" + name
        }
        return files
    }
}
