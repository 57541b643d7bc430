import Foundation

extension JSONValue {
    /// The canonical form of RFC 8785: keys sorted by UTF-16 code units, no white space, shortest numbers.
    /// Equal configurations have equal canonical forms, so it is what keys are made of.
    ///
    /// Integers are written in full, also beyond 2^53 where RFC 8785 would round them.
    public var canonicalText: String {
        String(decoding: canonicalBytes, as: UTF8.self)
    }

    /// `canonicalText` in UTF-8.
    public var canonicalData: Data {
        Data(canonicalBytes)
    }

    /// Text for a person: two spaces of indentation and a newline at the end.
    ///
    /// - Parameter keyOrder: keys that come first wherever they occur, in this order; the others are sorted.
    public func prettyText(keyOrder: [String] = []) -> String {
        let positions = Dictionary(
            keyOrder.enumerated().map { ($0.element, $0.offset) }, uniquingKeysWith: { first, _ in first })
        var writer = JSONTextWriter(indentation: 2, keyOrder: positions)
        writer.write(self)
        return String(decoding: writer.output, as: UTF8.self) + "\n"
    }

    private var canonicalBytes: [UInt8] {
        var writer = JSONTextWriter()
        writer.write(self)
        return writer.output
    }
}

extension JSONValue: CustomStringConvertible {
    /// The canonical text.
    public var description: String { canonicalText }
}
