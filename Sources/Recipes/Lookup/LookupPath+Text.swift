extension LookupPath {
    /// As it is written between the braces.
    var text: String {
        steps.reduce(root) { text, step in
            if case .name = step { text + "." + step.text } else { text + step.text }
        }
    }
}

extension LookupPath.Step {
    var text: String {
        switch self {
        case .name(let name): name
        case .index(let index): "[\(index)]"
        case .all: "[*]"
        case .selection(let selectors):
            "[" + selectors.map { "\($0.axis)=\($0.value.text)" }.joined(separator: ",") + "]"
        }
    }
}

extension LookupTemplate {
    fileprivate var text: String {
        segments.map { segment in
            switch segment {
            case .text(let text): text
            case .lookup(let path, _): "${\(path.text)}"
            }
        }.joined()
    }
}
