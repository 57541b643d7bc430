import Foundation

/// The forms of Unicode texts that tokenizers ask for.
enum UnicodeForms {
    /// Normal form C: accents put together with their letters.
    static func composed(_ scalars: [Unicode.Scalar]) -> [Unicode.Scalar] {
        guard scalars.contains(where: { $0.value >= 0x300 }) else { return scalars }
        return Array(string(scalars).precomposedStringWithCanonicalMapping.unicodeScalars)
    }

    /// Normal form D: accents apart from their letters.
    static func decomposed(_ scalars: [Unicode.Scalar]) -> [Unicode.Scalar] {
        guard scalars.contains(where: { $0.value >= 0x80 }) else { return scalars }
        return Array(string(scalars).decomposedStringWithCanonicalMapping.unicodeScalars)
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

    private static func string(_ scalars: [Unicode.Scalar]) -> String {
        var string = String.UnicodeScalarView()
        string.append(contentsOf: scalars)
        return String(string)
    }
}
