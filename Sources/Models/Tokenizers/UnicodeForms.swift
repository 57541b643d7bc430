import Foundation

/// The forms of Unicode texts that tokenizers ask for.
enum UnicodeForms {
    /// Normal form C: accents put together with their letters.
    static func composed(_ scalars: [Unicode.Scalar]) -> [Unicode.Scalar] {
        guard scalars.contains(where: { $0.value >= 0x300 }) else { return scalars }
        var result: [Unicode.Scalar] = []
        result.reserveCapacity(scalars.count)
        // Foundation takes the ranges of Korean letters one too far or one short: the last final consonant has to be added to its syllable here.
        for scalar in inParts(scalars, { $0.precomposedStringWithCanonicalMapping }) {
            if scalar == "\u{11C2}", let syllable = result.last, let whole = syllableWithLastFinal(syllable) {
                result[result.count - 1] = whole
            } else {
                result.append(scalar)
            }
        }
        return result
    }

    /// A Korean syllable without final consonant, with the last one of 27.
    private static func syllableWithLastFinal(_ syllable: Unicode.Scalar) -> Unicode.Scalar? {
        guard (0xAC00...0xD7A3).contains(syllable.value), (syllable.value - 0xAC00) % 28 == 0 else {
            return nil
        }
        return Unicode.Scalar(syllable.value + 27)
    }

    /// Normal form D: accents apart from their letters.
    static func decomposed(_ scalars: [Unicode.Scalar]) -> [Unicode.Scalar] {
        guard scalars.contains(where: { $0.value >= 0x80 }) else { return scalars }
        return inParts(scalars) { $0.decomposedStringWithCanonicalMapping }
    }

    /// Of the tables of normal forms in "tokenizers".
    private static let unicodeVersion = (9, 0)

    /// Changes the parts of a text between scalars that the tables do not know, which stay and touch nothing.
    private static func inParts(_ scalars: [Unicode.Scalar], _ change: (String) -> String) -> [Unicode.Scalar]
    {
        var result: [Unicode.Scalar] = []
        result.reserveCapacity(scalars.count)
        var part = String.UnicodeScalarView()
        func finish() {
            result.append(contentsOf: change(String(part)).unicodeScalars)
            part = String.UnicodeScalarView()
        }
        for scalar in scalars {
            // The two that Foundation wrongly composes are no letters of modern syllables.
            if isAssigned(scalar, in: unicodeVersion), scalar.value != 0x1113, scalar.value != 0x1176 {
                part.append(scalar)
            } else {
                finish()
                result.append(scalar)
            }
        }
        finish()
        return result
    }

    /// The small letter or letters of one scalar, whatever stands around it.
    static func appendLowercase(_ scalar: Unicode.Scalar, to result: inout [Unicode.Scalar]) {
        if scalar.value < 0x80 {
            let isCapital = (0x41...0x5A).contains(scalar.value)
            result.append(isCapital ? Unicode.Scalar(scalar.value + 0x20)! : scalar)
        } else {
            result.append(contentsOf: scalar.properties.lowercaseMapping.unicodeScalars)
        }
    }

    /// Whether a scalar was already assigned in a version of Unicode. The library "tokenizers" has tables of several
    /// old versions, in which newer characters have no category.
    static func isAssigned(_ scalar: Unicode.Scalar, in version: (major: Int, minor: Int)) -> Bool {
        if scalar.value < 0x250 { return true }
        guard let age = scalar.properties.age else { return false }
        return age <= version
    }
}
