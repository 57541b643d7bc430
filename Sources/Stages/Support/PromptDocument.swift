import Foundation
import Values

/// Prompts in JSON: a list or a map of texts, or of objects with a `prompt`; or such an object on each line, as the
/// metadata of GenEval are.
///
/// A map is read in the order of its keys, by number where all of them are whole numbers; a value of it may be a list.
struct PromptDocument {
    /// Most prompts, and Unicode scalars in each.
    static let maximumPrompts = 1_000_000
    static let maximumLength = 10_000

    /// Each with its place in the list from 1, or its line.
    private(set) var entries: [PromptLines.Line] = []
    /// Places of texts that are empty and left out.
    private(set) var emptyEntries: [Int] = []
    /// What to call the list in errors.
    private let name: String

    /// Nil where the text is no such document but lines of text.
    ///
    /// - Parameter name: `.json`, `.jsonl` and `.ndjson` at its end mean JSON; without them, a text that is none is
    ///   lines.
    init?(_ data: Data, name: String) throws {
        self.name = name
        let ending = name.split(separator: ".").last.map { $0.lowercased() } ?? ""
        let isList = ending == "json"
        let isLines = ending == "jsonl" || ending == "ndjson"
        let first = data.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
        guard isList || isLines || first == UInt8(ascii: "[") || first == UInt8(ascii: "{") else {
            return nil
        }
        // Whatever is no JSON at all is a matter of the name: brackets may open a prompt.
        let value = isLines ? nil : try? JSONValue(parsing: data, name: name)
        if let value, isList || !Self.isOneLineObject(value) {
            try add(value)
        } else if isList {
            do {
                _ = try JSONValue(parsing: data, name: name)
            } catch {
                throw StageError.unreadable(file: name, problem: "\(error)")
            }
        } else if let value {
            try add(value, number: 1)
        } else {
            guard try addLines(data, isCertain: isLines) else { return nil }
        }
    }

    /// An object with a prompt is a line of its own kind even where it is the only one.
    private static func isOneLineObject(_ value: JSONValue) -> Bool { value["prompt"]?.stringValue != nil }

    /// - Returns: whether the first line is an object, so that all have to be.
    private mutating func addLines(_ data: Data, isCertain: Bool) throws -> Bool {
        var isCertain = isCertain
        var number = 0
        for line in data.split(separator: 0x0A, omittingEmptySubsequences: false) {
            number += 1
            guard line.contains(where: { ![0x20, 0x09, 0x0D].contains($0) }) else { continue }
            do {
                let value = try JSONValue(parsing: line, name: "line")
                guard value.objectValue != nil else {
                    if !isCertain { return false }
                    throw refused(number, "is \(Self.kind(value)); expected an object with a \"prompt\"")
                }
                isCertain = true
                try add(value, number: number)
            } catch let error as JSONSyntaxError {
                if !isCertain { return false }
                throw refused(number, "\(error)")
            }
        }
        return isCertain
    }

    private mutating func add(_ value: JSONValue) throws {
        switch value {
        case .array(let values):
            for (place, value) in values.enumerated() { try add(value, number: place + 1) }
        case .object(let members):
            let keys = members.keys.sorted()
            let numbers = keys.compactMap { Int($0) }
            let sorted =
                numbers.count == keys.count ? keys.sorted { Int($0)! < Int($1)! } : keys
            for (place, key) in sorted.enumerated() {
                guard let value = members[key] else { continue }
                for value in value.arrayValue ?? [value] { try add(value, number: place + 1) }
            }
        default:
            throw StageError.unreadable(
                file: name,
                problem: "is \(Self.kind(value)); expected a list or a map of prompts")
        }
    }

    private mutating func add(_ value: JSONValue, number: Int) throws {
        guard let text = value.stringValue ?? value["prompt"]?.stringValue else {
            throw refused(
                number, "is \(Self.kind(value)); expected a text, or an object with a text \"prompt\"")
        }
        guard entries.count < Self.maximumPrompts else {
            throw refused(number, "a list has \(Self.maximumPrompts) prompts at most")
        }
        guard text.unicodeScalars.count <= Self.maximumLength else {
            throw refused(
                number,
                "the prompt has \(text.unicodeScalars.count) characters; expected \(Self.maximumLength) at most"
            )
        }
        let line = try PromptLines.text(text, name: name, number: number)
        if line.isEmpty {
            emptyEntries.append(number)
        } else {
            entries.append(PromptLines.Line(number: number, text: line))
        }
    }

    private func refused(_ number: Int, _ problem: String) -> StageError {
        .prompt(path: name, line: number, problem: problem)
    }

    private static func kind(_ value: JSONValue) -> String {
        switch value {
        case .null: "null"
        case .bool: "true or false"
        case .integer, .number: "a number"
        case .string: "a text"
        case .array: "a list"
        case .object: "an object without a text \"prompt\""
        }
    }
}
