/// The texts of `Tools/fixtures/tokenizers_texts.py`, made again here, and the digests that stand for their tokens.
enum TokenizerTexts {
    /// SplitMix64.
    private struct Numbers {
        var state: UInt64

        mutating func below(_ bound: Int) -> Int {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return Int(((mixed ^ (mixed >> 31)) >> 33) % UInt64(bound))
        }
    }

    private static let pools: [[ClosedRange<Int>]] = [
        [0x61...0x7A],
        [0x20...0x7E],
        [0x30...0x39, 0x20...0x2F, 0x3A...0x40],
        [0x41...0x5A, 0x61...0x7A, 0x20...0x20, 0x27...0x27],
        [0xA0...0x24F, 0x61...0x7A, 0x20...0x20],
        [0x300...0x36F, 0x61...0x7A, 0x41...0x5A, 0x370...0x3FF],
        [0x400...0x52F, 0x590...0x5FF, 0x600...0x6FF, 0x20...0x20],
        [0x900...0xDFF, 0xE00...0xEFF, 0x20...0x20],
        [0x1100...0x11FF, 0xAC00...0xD7A3, 0x3040...0x30FF, 0x4E00...0x9FFF, 0xFF00...0xFFEF],
        [0x1F300...0x1F6FF, 0x200D...0x200D, 0xFE0F...0xFE0F, 0x1F1E6...0x1F1FF, 0x61...0x7A],
        [0x1E00...0x22FF, 0x2460...0x2BFF, 0x3000...0x303F],
        [0x00...0xFF],
        [0x10000...0x107FF, 0x1D400...0x1D7FF, 0x20000...0x2FA1F, 0xF900...0xFAFF],
        [0x00...0xD7FF, 0xE000...0x10FFFF],
    ]

    private static let fragments = [
        "the", "cat", " photo ", "of", "'s", "'ll", "<|endoftext|>", "<|startoftext|>", "<|EndOfText|>", "!",
        "!!", ",", " ", "  ", "\n", "ing", "pre", "un", "123", "\u{e9}", "e\u{301}", "[SEP]", "[CLS]", "##s",
        "\u{2019}", "\u{4e00}", "Trees", "DRAGON", "portrait",
    ]

    static func random(_ index: Int) -> String {
        var numbers = Numbers(state: UInt64(index))
        let kind = numbers.below(pools.count + 2)
        let length = numbers.below(40)
        var text = String.UnicodeScalarView()
        for _ in 0..<length {
            if kind >= pools.count {
                text.append(contentsOf: fragments[numbers.below(fragments.count)].unicodeScalars)
            } else {
                let range = pools[kind][numbers.below(pools[kind].count)]
                text.append(Unicode.Scalar(UInt32(range.lowerBound + numbers.below(range.count)))!)
            }
        }
        return String(text)
    }

    /// Blocks of 256 characters: everything but unassigned planes and surrogates.
    static let blocks = (Array(0..<0x323) + [0xE00, 0xE01, 0xF00, 0x10FF]).filter {
        !(0xD8...0xDF).contains($0)
    }

    /// Each character of a block between two letters.
    static func texts(block: Int) -> [String] {
        (0..<256).map { low in
            var text = String.UnicodeScalarView("a".unicodeScalars)
            text.append(Unicode.Scalar(UInt32(block << 8 | low))!)
            text.append("b")
            return String(text)
        }
    }

    /// FNV-1a over the numbers and their count.
    static func digest(_ tokens: [Int32], _ start: UInt64 = 0xCBF2_9CE4_8422_2325) -> UInt64 {
        var state = start
        for number in tokens + [Int32(tokens.count)] {
            state = (state ^ UInt64(number)) &* 0x100_0000_01B3
        }
        return state
    }

    static func digests(_ line: String) -> [UInt64] {
        line.split(separator: " ").map { UInt64($0, radix: 16)! }
    }
}
