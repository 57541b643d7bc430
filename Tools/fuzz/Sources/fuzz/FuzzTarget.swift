/// Something that reads bytes of other people. A crash, a trap or a broken promise is a finding.
protocol FuzzTarget: Sendable {
    func run(_ bytes: [UInt8])
}

/// Ends the process with what was found; libFuzzer keeps the input.
func finding(_ words: @autoclosure () -> String) -> Never {
    fatalError("finding: " + words())
}

/// A promise that must hold whatever the input.
func require(_ condition: Bool, _ words: @autoclosure () -> String) {
    if !condition { finding(words()) }
}
