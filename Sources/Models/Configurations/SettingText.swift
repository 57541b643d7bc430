/// Any JSON value as text: what a message shows of a setting, and what supported values are compared with.
struct SettingText: Decodable {
    let text: String

    init(from decoder: any Decoder) throws {
        if var list = try? decoder.unkeyedContainer() {
            var texts: [String] = []
            while !list.isAtEnd { texts.append(try list.decode(SettingText.self).text) }
            text = "[" + texts.joined(separator: ", ") + "]"
            return
        }
        guard let single = try? decoder.singleValueContainer() else {
            text = "{...}"
            return
        }
        if single.decodeNil() {
            text = "null"
        } else if let value = try? single.decode(Bool.self) {
            text = "\(value)"
        } else if let value = try? single.decode(Int.self) {
            text = "\(value)"
        } else if let value = try? single.decode(Double.self) {
            text = "\(value)"
        } else if let value = try? single.decode(String.self) {
            text = "\"\(value)\""
        } else {
            text = "{...}"
        }
    }
}
