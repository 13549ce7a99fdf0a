/// A selection of characters as Ruby's `count`, `delete` and `squeeze` take it: `a-z`, `^a` for all but a, `\\` escapes.
struct CharacterSelection {
    private var ranges: [ClosedRange<Unicode.Scalar>] = []
    private var isNegated = false

    init(_ text: String) {
        var scalars = Array(text.unicodeScalars)[...]
        if scalars.count > 1, scalars.first == "^" {
            isNegated = true
            scalars = scalars.dropFirst()
        }
        while let scalar = Self.next(&scalars) {
            if scalars.first == "-", scalars.count > 1 {
                scalars = scalars.dropFirst()
                guard let last = Self.next(&scalars) else { break }
                if scalar <= last { ranges.append(scalar...last) }
            } else {
                ranges.append(scalar...scalar)
            }
        }
    }

    private static func next(_ scalars: inout ArraySlice<Unicode.Scalar>) -> Unicode.Scalar? {
        guard let scalar = scalars.popFirst() else { return nil }
        return scalar == "\\" ? scalars.popFirst() ?? scalar : scalar
    }

    func contains(_ scalar: Unicode.Scalar) -> Bool {
        ranges.contains { $0.contains(scalar) } != isNegated
    }
}
