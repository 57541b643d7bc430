/// A pattern of file names as `huggingface_hub` has them: `*`, `?`, `[abc]`, `[!a-z]`, all of which match slashes too; a
/// slash at the end stands for all that is below.
public struct HubFilePattern: Hashable, Sendable {
    private enum Element: Hashable {
        case anything
        case one
        case scalar(Unicode.Scalar)
        case set([ClosedRange<Unicode.Scalar>], isExcluded: Bool)
    }

    private let elements: [Element]

    public init(_ text: String) {
        let scalars = Array((text.hasSuffix("/") ? text + "*" : text).unicodeScalars)
        var elements: [Element] = []
        var index = 0
        while index < scalars.count {
            switch scalars[index] {
            case "*":
                // Several in a row are one.
                if elements.last != .anything { elements.append(.anything) }
                index += 1
            case "?":
                elements.append(.one)
                index += 1
            case "[":
                if let (set, end) = Self.set(in: scalars, after: index) {
                    elements.append(set)
                    index = end
                } else {
                    elements.append(.scalar("["))
                    index += 1
                }
            default:
                elements.append(.scalar(scalars[index]))
                index += 1
            }
        }
        self.elements = elements
    }

    /// Whether the whole of a path fits. The time is at most proportional to the product of both lengths.
    public func matches(_ path: HubFilePath) -> Bool {
        let text = Array(path.text.unicodeScalars)
        var (position, element) = (0, 0)
        var star: (element: Int, position: Int)?
        while position < text.count {
            if element < elements.count, elements[element] == .anything {
                star = (element, position)
                element += 1
            } else if element < elements.count, Self.fits(text[position], elements[element]) {
                position += 1
                element += 1
            } else if let last = star {
                // The last star takes one more.
                star = (last.element, last.position + 1)
                position = last.position + 1
                element = last.element + 1
            } else {
                return false
            }
        }
        return elements[element...].allSatisfy { $0 == .anything }
    }

    private static func fits(_ scalar: Unicode.Scalar, _ element: Element) -> Bool {
        switch element {
        case .anything: false
        case .one: true
        case .scalar(let expected): scalar == expected
        case .set(let ranges, let isExcluded): ranges.contains { $0.contains(scalar) } != isExcluded
        }
    }

    /// - Returns: nil where the bracket is not closed, and so stands for itself.
    private static func set(in scalars: [Unicode.Scalar], after start: Int) -> (Element, end: Int)? {
        var index = start + 1
        let isExcluded = index < scalars.count && scalars[index] == "!"
        if isExcluded { index += 1 }
        let first = index
        guard let end = scalars.indices.dropFirst(first + 1).first(where: { scalars[$0] == "]" }) else {
            return nil
        }
        var ranges: [ClosedRange<Unicode.Scalar>] = []
        while index < end {
            if index + 2 < end, scalars[index + 1] == "-" {
                // A range backwards holds nothing.
                if scalars[index] <= scalars[index + 2] { ranges.append(scalars[index]...scalars[index + 2]) }
                index += 3
            } else {
                ranges.append(scalars[index]...scalars[index])
                index += 1
            }
        }
        return (.set(ranges, isExcluded: isExcluded), end + 1)
    }
}
