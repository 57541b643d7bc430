/// Numbers as RFC 8785 (section 3.2.2.3) writes them, which is `Number.prototype.toString` of ECMAScript
/// (section 6.1.6.1.20): the shortest digits that read back to the same value, plain notation from 1e-6 up to
/// below 1e21, no trailing `.0`, no sign on zero.
enum JSONNumberText {
    /// - Parameter value: a number that is not finite has no JSON form and becomes `null`, as in ECMAScript.
    static func text(of value: Double) -> String {
        guard value.isFinite else { return "null" }
        guard value != 0 else { return "0" }
        let (digits, pointPosition) = shortestDigits(of: value.magnitude)
        let sign = value < 0 ? "-" : ""
        return sign + layOut(digits: digits, pointPosition: pointPosition)
    }

    /// Significant digits without zeros at either end, and where the point stands relative to their start:
    /// the value is `0.digits` times ten to the power of `pointPosition`.
    private static func shortestDigits(of magnitude: Double) -> (digits: [Character], pointPosition: Int) {
        // The standard library prints the shortest digits too, only in another notation.
        let parts = magnitude.description.split(separator: "e")
        let exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
        let mantissa = parts[0].split(separator: ".")
        let whole = Array(mantissa[0])
        let fraction = mantissa.count > 1 ? Array(mantissa[1]) : []
        var digits = whole + fraction
        var pointPosition = whole.count + exponent
        let leadingZeros = digits.prefix { $0 == "0" }.count
        digits.removeFirst(leadingZeros)
        pointPosition -= leadingZeros
        while digits.last == "0" { digits.removeLast() }
        return (digits, pointPosition)
    }

    private static func layOut(digits: [Character], pointPosition: Int) -> String {
        let count = digits.count
        switch pointPosition {
        case 1...21 where pointPosition >= count:
            return String(digits) + String(repeating: "0", count: pointPosition - count)
        case 1...21:
            return String(digits[..<pointPosition]) + "." + String(digits[pointPosition...])
        case -5...0:
            return "0." + String(repeating: "0", count: -pointPosition) + String(digits)
        default:
            let exponent = pointPosition - 1
            let fraction = count > 1 ? "." + String(digits[1...]) : ""
            return String(digits[0]) + fraction + "e" + (exponent < 0 ? "-" : "+")
                + String(exponent.magnitude)
        }
    }
}
