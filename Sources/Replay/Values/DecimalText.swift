#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Reads decimal numbers, such as `-2.1867928504943848`, into float32.
enum DecimalText {
    private static let powers: [Double] = (0...22).map { exponent in
        (0..<exponent).reduce(1.0) { power, _ in power * 10 }
    }

    /// The float32 nearest to the float64 nearest to the text, as reading and rounding in numpy gives it; nil for what is
    /// not a finite number.
    ///
    /// Digits and one dot are read at once; `strtod` takes what is left: exponents, more than 19 digits, and the few
    /// numbers so close to the middle of two float32 that the last bits of a float64 decide.
    static func float(_ text: UnsafePointer<UInt8>, length: Int) -> Float? {
        var index = 0
        let isNegative = length > 0 && text[0] == UInt8(ascii: "-")
        if isNegative { index = 1 }
        var (digits, mantissa, fraction): (Int, UInt64, Int) = (0, 0, -1)
        while index < length {
            let byte = text[index]
            index += 1
            if byte &- UInt8(ascii: "0") < 10 {
                mantissa = mantissa &* 10 &+ UInt64(byte &- UInt8(ascii: "0"))
                digits += 1
                if fraction >= 0 { fraction += 1 }
            } else if byte == UInt8(ascii: "."), fraction < 0 {
                fraction = 0
            } else {
                return slowFloat(text, length: length)
            }
        }
        guard digits > 0, digits <= 19 else { return slowFloat(text, length: length) }
        // Both roundings together err by less than two units of the last of 52 bits, of which a float32 drops 29.
        let value = Double(mantissa) / powers[max(fraction, 0)]
        let dropped = value.bitPattern & 0x1FFF_FFFF
        guard dropped &- (0x1000_0000 - 4) > 8 || mantissa == 0, value < 3e38, value > 1e-30 || mantissa == 0
        else { return slowFloat(text, length: length) }
        return isNegative ? -Float(value) : Float(value)
    }

    /// The text ends with a zero byte, as scalars of libyaml do.
    private static func slowFloat(_ text: UnsafePointer<UInt8>, length: Int) -> Float? {
        guard length > 0 else { return nil }
        // Space before a number, hexadecimal digits and words such as "nan" and "inf" are numbers to strtod only.
        for index in 0..<length {
            let byte = text[index]
            let isKnown =
                byte &- UInt8(ascii: "0") < 10
                || [
                    UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "e"),
                    UInt8(ascii: "E"),
                ].contains(byte)
            guard isKnown else { return nil }
        }
        return text.withMemoryRebound(to: CChar.self, capacity: length + 1) { text in
            var end: UnsafeMutablePointer<CChar>?
            let value = Float(strtod(text, &end))
            return end == UnsafeMutablePointer(mutating: text + length) && value.isFinite ? value : nil
        }
    }
}
