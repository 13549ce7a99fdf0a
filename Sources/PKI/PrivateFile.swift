package import Foundation

/// Writes files that hold keys.
package enum PrivateFile {
    /// Writes the whole text at once, readable by the owner only from the first byte on.
    package static func write(_ text: String, to url: URL) throws(PKIError) {
        try AtomicFile.write(text, to: url, permissions: 0o600)
    }
}
