/// A string of a recipe, taken apart into plain text and look-ups.
struct LookupTemplate: Hashable {
    enum Segment: Hashable {
        case text(String)
        /// With its place in the string, in bytes of UTF-8, from `${` to `}`.
        case lookup(LookupPath, Range<Int>)
    }

    let segments: [Segment]

    /// The look-up that is the whole string, and so keeps the type of what it names.
    var whole: LookupPath? {
        if segments.count == 1, case .lookup(let path, _) = segments[0] { path } else { nil }
    }
}

/// `root.name[index].name[axis=value]`, what stands between `${` and `}`.
struct LookupPath: Hashable {
    enum Step: Hashable {
        case name(String)
        case index(Int)
        /// `[*]`
        case all
        /// `[axis=value,axis=value]`; values may hold look-ups of their own.
        case selection([Selector])
    }

    struct Selector: Hashable {
        let axis: String
        let value: LookupTemplate
    }

    let root: String
    let steps: [Step]
}

/// Why a string cannot be taken apart.
struct LookupSyntaxError: Error {
    let reason: String
    let range: Range<Int>
}
