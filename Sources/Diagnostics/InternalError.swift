/// A fault of ours, not of the user or the world: a state that no input should reach.
///
/// Servers log it and answer 500; commands print it with a request to report it.
package struct InternalError: Error, CustomStringConvertible {
    package let message: String
    package let fileID: String
    package let line: Int

    package init(_ message: String, fileID: String = #fileID, line: Int = #line) {
        self.message = message
        self.fileID = fileID
        self.line = line
    }

    package var description: String { "internal error at \(fileID):\(line): \(message)" }
}
