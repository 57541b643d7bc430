import Foundation
import Tensors

/// What a person should know of a model: the README.md beside its weights.
struct ModelCard {
    let title: String
    let summary: String
    let architecture: String
    let data: String
    let training: String
    /// Figures of merit, one line each.
    let figures: [String]

    static func count(_ weights: [String: Tensor]) -> Int { weights.values.reduce(0) { $0 + $1.count } }

    func write(to folder: String) throws {
        let text = """
            # \(title)

            \(summary)

            - **Architecture.** \(architecture)
            - **Data.** \(data)
            - **Training.** \(training) `recipes/pretrain.json` makes these weights again.

            ## Figures of merit

            \(figures.map { "- \($0)" }.joined(separator: "\n"))

            The judge reads pictures back exactly and was never a training signal. Train, validation and test captions
            are disjoint in object combinations; every choice was made on validation.

            """
        try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/README.md"))
    }
}
