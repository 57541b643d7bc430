/// Draws whose results are fixed by the generator's words alone; the standard library does not promise that
/// of its own, and prompts and pictures must stay the same from release to release.
extension RandomNumberGenerator {
    /// Uniform in [0, 1), a multiple of 2^-24.
    mutating func unit() -> Float { Float(next() >> 40) * 0x1p-24 }

    /// Uniform between the bounds; the lower one when they are the wrong way round.
    mutating func uniform(_ lower: Float, _ upper: Float) -> Float {
        lower + max(0, upper - lower) * unit()
    }

    /// Uniform in 0 ..< bound, up to a bias of bound / 2^64.
    mutating func index(below bound: Int) -> Int {
        Int(next().multipliedFullWidth(by: UInt64(bound)).high)
    }

    mutating func element<Element>(of elements: [Element]) -> Element {
        elements[index(below: elements.count)]
    }

    /// One of the other cases.
    mutating func other<Word: CaseIterable & Equatable>(than word: Word) -> Word
    where Word.AllCases == [Word] {
        let current = Word.allCases.firstIndex(of: word)!
        let index = index(below: Word.allCases.count - 1)
        return Word.allCases[index < current ? index : index + 1]
    }

    /// Fisher-Yates.
    mutating func shuffle<Element>(_ elements: inout [Element]) {
        for index in stride(from: elements.count - 1, to: 0, by: -1) {
            elements.swapAt(index, self.index(below: index + 1))
        }
    }
}
