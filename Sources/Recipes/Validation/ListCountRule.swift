/// A list has as many items as its parameter takes.
enum ListCountRule {
    static func problem(_ count: Int, parameter: String, allowed: ClosedRange<Int>) -> RecipeProblem? {
        if allowed.contains(count) { return nil }
        return .wrongCount(
            parameter: parameter, expectation: ParameterType.words(count: allowed), found: count)
    }
}
