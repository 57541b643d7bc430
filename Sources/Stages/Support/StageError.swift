/// Why a stage cannot do its work, in the terms of a recipe.
enum StageError: Error, CustomStringConvertible {
    case prompt(path: String, line: Int, problem: String)
    case noPrompts(path: String)
    case noPromptsLeft(path: String, of: Int, matching: Int)
    case notAModel(expected: String, found: [String])
    case otherCaptions(model: String, found: (words: Int, length: Int), expected: (words: Int, length: Int))
    case levelNotInDataset(level: Int, steps: Int)
    case notANumber(String)
    case notOfWorld(parameters: [String])
    case readsCaptionsOnce
    case namesOfRewards(names: Int, rewards: Int)
    case noSuchLayers(names: [String], near: String?, example: String?)
    case unreadable(file: String, problem: String)

    var description: String {
        switch self {
        case .prompt(let path, let line, let problem): "\(path):\(line): \(problem)"
        case .noPrompts(let path): "\(path): holds no prompt; write one caption on each line"
        case .noPromptsLeft(let path, let count, let matching):
            "no prompt is left: \(path) holds \(count), of which \(matching) have the words of \"contains\"; "
                + "lower \"skip\" or ask for other words"
        case .notAModel(let expected, let found):
            "expected \(expected), found a folder with \(found.isEmpty ? "nothing" : found.joined(separator: ", "))"
        case .otherCaptions(let model, let found, let expected):
            "\(model): made for captions of \(found.length) slots and \(found.words) words; captions of the embedded "
                + "world have \(expected.length) slots and \(expected.words) words"
        case .levelNotInDataset(let level, let steps):
            "level \(level) is not in the dataset, whose trajectories have the steps 0 to \(steps - 1)"
        case .notANumber(let what):
            "\(what) is not a finite number; lower the learning rate or check the weights"
        case .readsCaptionsOnce:
            "this reward reads captions once, so that what reads them cannot learn; set \"trainable\" to \"picture-tower\""
        case .namesOfRewards(let names, let rewards):
            "\(rewards) rewards cannot be shared out among \(names) names; give one name for each reward, or for each of "
                + "equally many runs"
        case .noSuchLayers(let names, let near, let example):
            "no layer that learns has a name that begins or ends with \(names.map { "\"\($0)\"" }.joined(separator: ", "))"
                + (near.map { "; did you mean \"\($0)\"?" } ?? example.map { "; one of them is \"\($0)\"" }
                    ?? "")
        case .notOfWorld(let parameters):
            "\(parameters.map { "\"\($0)\"" }.joined(separator: ", ")): the generators of the embedded world have no "
                + "such choice; it is for diffusers pipelines"
        case .unreadable(let file, let problem): "\(file): \(problem)"
        }
    }
}
