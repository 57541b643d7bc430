import Values

/// What a search may spend, as people write it: multiply-accumulates (`40 GMAC`), seconds (`2.5 s`), or images (`16
/// images`).
public enum SpendingBudget {
    private static let maximumSeconds = 1e9
    private static let maximumImages = 1e9

    /// The one form in which a configuration holds it: a number of multiply-accumulates, or a text with its unit. Nil
    /// for anything else.
    static func normalized(_ text: String) -> JSONValue? {
        if let count = MACBudget.parse(text) { return .integer(Int64(count)) }
        var rest = text.drop { $0 == " " }
        while rest.last == " " { rest.removeLast() }
        let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        guard let first = digits.first, first != ".", digits.last != ".", let amount = Double(String(digits))
        else { return nil }
        switch rest[digits.endIndex...].drop(while: { $0 == " " }) {
        case "s", "second", "seconds":
            guard amount > 0, amount <= maximumSeconds else { return nil }
            return .string("\(NumberText.text(amount)) s")
        case "image", "images":
            guard amount >= 1, amount <= maximumImages, amount == amount.rounded() else { return nil }
            return .string("\(Int(amount)) images")
        default: return nil
        }
    }
}
