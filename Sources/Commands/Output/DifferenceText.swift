import PuppetCatalog

/// A catalog difference with colour where a person looks.
enum DifferenceText {
    static func lines(_ difference: CatalogDifference) -> [String] {
        difference.lines.map { line in
            switch line.first {
            case "+": Terminal.styled(line, .green)
            case "-": Terminal.styled(line, .red)
            case "~": Terminal.styled(line, .yellow)
            default: line
            }
        }
    }
}
