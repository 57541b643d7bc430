import Methods
import Models
import Recipes
import Values

/// Negative token merging as a recipe asks for it.
struct TokenMergingChoices {
    var merging: NegativeTokenMerging
    /// Times between which tokens are pushed, 1 being noise and 0 the picture.
    var start: Double
    var end: Double
    /// Decides the noise of the reference pictures.
    var seed: UInt64

    /// The defaults beside `negtome_alpha` are those that TTSnap's authors used with SDXL.
    static var parameters: [ParameterDescription] {
        [
            ParameterDescription(
                "negtome_alpha", .optional(.number(0...100)),
                help:
                    "Negative token merging: how far attention is pushed from the first picture of the caption, as 2.5 for SDXL; none by default"
            ),
            ParameterDescription(
                "negtome_threshold", .number(-1...1), default: 0.7,
                help: "Tokens are pushed where their best match has a cosine above this"),
            ParameterDescription(
                "negtome_from", .number(0...1), default: 0.95,
                help: "Time from which tokens are pushed; 1 is noise, 0 the picture"),
            ParameterDescription(
                "negtome_to", .number(0...1), default: 0.8, help: "Time down to which they are"),
        ]
    }

    /// The generator with these choices.
    func applied(to generator: any PictureGenerator) -> any PictureGenerator {
        DiversifiedGenerator(
            generator, merging: merging, from: start, to: end,
            references: DiversifiedGenerator.References(seed: seed))
    }
}

extension StageContext {
    /// What a stage with `TokenMergingChoices.parameters` was asked for; nil without it.
    func tokenMergingChoices() throws -> TokenMergingChoices? {
        guard let alpha = try optionalNumber("negtome_alpha") else { return nil }
        let (start, end) = (try number("negtome_from"), try number("negtome_to"))
        guard start >= end else { throw TokenMergingError.emptyInterval(start: start, end: end) }
        return TokenMergingChoices(
            merging: NegativeTokenMerging(
                alpha: Float(alpha), threshold: Float(try number("negtome_threshold"))), start: start,
            end: end,
            seed: try seed())
    }
}

/// Why tokens cannot be pushed as asked.
enum TokenMergingError: Error, CustomStringConvertible {
    case emptyInterval(start: Double, end: Double)

    var description: String {
        switch self {
        case .emptyInterval(let start, let end):
            "negtome_from is the noisier time: \(start) is below negtome_to, \(end); exchange the two"
        }
    }
}
