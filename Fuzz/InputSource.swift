/// The inputs of one target.
struct InputSource {
    private let target: Target
    private let seed: UInt64
    private let corpus: Corpus
    private let mutator: Mutator

    init(target: Target, seed: UInt64, corpus: Corpus) {
        self.target = target
        self.seed = seed
        self.corpus = corpus
        mutator = Mutator(corpus: corpus, words: target.words)
    }

    /// Input number n: made by rules, or taken from the corpus; most are changed then.
    func input(_ number: Int) -> [UInt8] {
        var random = SeededGenerator(seed: seed &* 0x2545_F491_4F6C_DD1D &+ UInt64(number))
        guard let grammar = target.grammar, random.chance(40) else {
            return mutator.mutated(corpus.texts[random.below(corpus.texts.count)], &random)
        }
        let text = grammar.text(&random)
        return random.chance(60) ? text : mutator.mutated(text, &random)
    }
}
