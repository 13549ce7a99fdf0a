/// Changes a text in ways that its readers might not expect.
struct Mutator {
    let corpus: Corpus
    /// What means something to the readers.
    let words: [String]
    private static let longest = 16384

    func mutated(_ text: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
        var text = text
        for _ in 0...random.below(4) { change(&text, &random) }
        return Array(text.prefix(Self.longest))
    }

    private func change(_ text: inout [UInt8], _ random: inout SeededGenerator) {
        let place = random.below(text.count + 1)
        switch random.below(10) {
        case 0, 1: text.insert(contentsOf: words.randomElement(using: &random)?.utf8 ?? "".utf8, at: place)
        case 2, 3: splice(&text, &random)
        case 4: text.removeSubrange(place..<min(text.count, place + random.below(20)))
        case 5: text.insert(UInt8(truncatingIfNeeded: random.next()), at: place)
        case 6: if place < text.count { text[place] = UInt8(truncatingIfNeeded: random.next()) }
        case 7: text = Array(text[..<place])
        case 8: replaceWord(&text, &random)
        default: multiply(&text, &random)
        }
    }

    /// Puts a piece of another text in place of a piece of this one.
    private func splice(_ text: inout [UInt8], _ random: inout SeededGenerator) {
        let other = corpus.texts[random.below(corpus.texts.count)]
        let piece = slice(of: other, atMost: 60, &random)
        let place = slice(of: text, atMost: random.chance(50) ? 1 : 30, &random)
        text.replaceSubrange(place, with: other[piece])
    }

    /// Puts a word of another text in place of one of this text.
    private func replaceWord(_ text: inout [UInt8], _ random: inout SeededGenerator) {
        let other = corpus.texts[random.below(corpus.texts.count)]
        guard let old = word(in: text, &random), let new = word(in: other, &random) else { return }
        text.replaceSubrange(old, with: other[new])
    }

    /// Writes a piece many times, as deep nesting and long chains do.
    private func multiply(_ text: inout [UInt8], _ random: inout SeededGenerator) {
        let piece = slice(of: text, atMost: 12, &random)
        let count = [2, 3, 10, 100, 400][random.below(5)]
        let repeated = Array(repeating: Array(text[piece]), count: count).joined()
        text.insert(contentsOf: repeated, at: piece.upperBound)
    }

    private func slice(of text: [UInt8], atMost longest: Int, _ random: inout SeededGenerator) -> Range<Int> {
        let start = random.below(text.count + 1)
        return start..<min(text.count, start + random.below(longest + 1))
    }

    /// The run of letters or of other characters at a random place.
    private func word(in text: [UInt8], _ random: inout SeededGenerator) -> Range<Int>? {
        guard !text.isEmpty else { return nil }
        let start = random.below(text.count)
        let isWord = Self.isWord(text[start])
        var (lower, upper) = (start, start)
        while lower > 0, Self.isWord(text[lower - 1]) == isWord { lower -= 1 }
        while upper < text.count, Self.isWord(text[upper]) == isWord { upper += 1 }
        return lower..<upper
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F: true
        default: false
        }
    }
}
