extension Caption {
    /// Reads "a red circle on black", "a red circle left of a blue square on black" or
    /// "two green triangles on white". Case and spacing are free.
    public init(parsing text: String) throws(CaptionError) {
        var words = CaptionWords(text)
        switch try words.take(["a", "two", "three"]) {
        case "a":
            let first = try words.takeObject(plural: false)
            let next = try words.take(["on"] + Relation.allCases.map { $0.rawValue.firstWord })
            guard let relation = Relation.allCases.first(where: { $0.rawValue.firstWord == next }) else {
                let ground = try words.takeGround()
                try words.end()
                self.init(.single(first, on: ground))
                return
            }
            if relation.isHorizontal { _ = try words.take(["of"]) }
            _ = try words.take(["a"])
            let second = try words.takeObject(plural: false)
            _ = try words.take(["on"])
            let ground = try words.takeGround()
            try words.end()
            guard first != second else { throw .sameObjects(first) }
            self.init(.relation(first, relation, second, on: ground))
        case let number:
            let object = try words.takeObject(plural: true)
            _ = try words.take(["on"])
            let ground = try words.takeGround()
            try words.end()
            self.init(.count(number == "two" ? .two : .three, object, on: ground))
        }
    }
}

/// The words of a caption text, taken one by one.
private struct CaptionWords {
    let text: String
    let words: [String]
    var position = 0

    init(_ text: String) {
        // Long junk is echoed in errors only in part.
        self.text = text.count > 200 ? text.prefix(200) + "..." : text
        words = text.prefix(1_000).lowercased().split(whereSeparator: \.isWhitespace).map(String.init)
    }

    mutating func take(_ expected: [String]) throws(CaptionError) -> String {
        guard position < words.count else { throw .endsEarly(expected: expected, text: text) }
        let word = words[position]
        position += 1
        guard expected.contains(word) else {
            throw .unknownWord(
                word, position: position, expected: expected, suggestion: word.nearest(of: expected),
                text: text)
        }
        return word
    }

    mutating func takeObject(plural: Bool) throws(CaptionError) -> SceneObject {
        let colour = try take(Colour.allCases.map(\.rawValue))
        let shapes = ObjectShape.allCases.map { plural ? $0.plural : $0.rawValue }
        let shape = try take(shapes)
        return SceneObject(Colour(rawValue: colour)!, ObjectShape.allCases[shapes.firstIndex(of: shape)!])
    }

    mutating func takeGround() throws(CaptionError) -> Ground {
        Ground(rawValue: try take(Ground.allCases.map(\.rawValue)))!
    }

    func end() throws(CaptionError) {
        guard position == words.count else { throw .extraWords(Array(words[position...]), text: text) }
    }
}

extension String {
    fileprivate var firstWord: String { String(prefix { $0 != " " }) }

    /// The candidate with the fewest single-letter edits, when it is near enough to be a slip.
    func nearest(of candidates: [String]) -> String? {
        guard count <= 32 else { return nil }
        let ranked = candidates.map { ($0, distance(to: $0)) }.min { $0.1 < $1.1 }
        guard let (candidate, edits) = ranked, edits <= Swift.max(1, candidate.count / 3) else { return nil }
        return candidate
    }

    /// Levenshtein distance.
    private func distance(to other: String) -> Int {
        let letters = Array(other)
        var row = Array(0...letters.count)
        for (line, letter) in enumerated() {
            var diagonal = row[0]
            row[0] = line + 1
            for column in letters.indices {
                let substitution = diagonal + (letters[column] == letter ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = Swift.min(substitution, diagonal + 1, row[column] + 1)
            }
        }
        return row[letters.count]
    }
}
