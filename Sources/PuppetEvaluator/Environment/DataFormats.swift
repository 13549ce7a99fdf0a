package import PuppetTypes

/// Formats of data whose parsers are not the evaluator's.
package protocol DataFormats: Sendable {
    func yaml(_ text: String) throws(DataFormatError) -> Value
    func hocon(_ text: String) throws(DataFormatError) -> Value
}

/// What is wrong with a text.
package struct DataFormatError: Error, Hashable {
    package let message: String

    package init(_ message: String) { self.message = message }
}

/// For an evaluator that reads no data.
struct NoDataFormats: DataFormats {
    func yaml(_ text: String) throws(DataFormatError) -> Value { throw DataFormatError("YAML cannot be read here") }
    func hocon(_ text: String) throws(DataFormatError) -> Value { throw DataFormatError("HOCON cannot be read here") }
}
