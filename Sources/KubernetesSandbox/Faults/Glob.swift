/// A text in which `*` stands for any text, also for none.
struct Glob: Sendable {
    private let bytes: [UInt8]

    init(_ text: String) { bytes = Array(text.utf8) }

    /// In linear space, going back to the last star where a text does not fit.
    func matches(_ string: String) -> Bool {
        let text = Array(string.utf8)
        var textIndex = 0
        var globIndex = 0
        var star: (glob: Int, text: Int)?
        while textIndex < text.count {
            if globIndex < bytes.count, bytes[globIndex] == UInt8(ascii: "*") {
                star = (globIndex, textIndex)
                globIndex += 1
            } else if globIndex < bytes.count, bytes[globIndex] == text[textIndex] {
                globIndex += 1
                textIndex += 1
            } else if let last = star {
                globIndex = last.glob + 1
                textIndex = last.text + 1
                star = (last.glob, last.text + 1)
            } else {
                return false
            }
        }
        return bytes[globIndex...].allSatisfy { $0 == UInt8(ascii: "*") }
    }
}
