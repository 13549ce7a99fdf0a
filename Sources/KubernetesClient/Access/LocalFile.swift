import Foundation

/// Small files that configuration names: certificates, keys, tokens.
enum LocalFile {
    static let sizeLimit = 4 << 20

    static func text(_ path: String) throws(KubernetesError) -> String {
        let data: Data
        do {
            data = try Data(contentsOf: URL(filePath: path))
        } catch {
            throw .configuration("cannot read \(path): \(describe(error))")
        }
        guard data.count <= sizeLimit else { throw .configuration("\(path) is larger than \(sizeLimit) bytes") }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw .configuration("\(path) is not UTF-8 text")
        }
        return text
    }

    static func trimmed(_ text: String) -> String { text.trimmingCharacters(in: .whitespacesAndNewlines) }

    static func decodedBase64(_ text: String, of field: String) throws(KubernetesError) -> String {
        guard let data = Data(base64Encoded: text, options: .ignoreUnknownCharacters),
            let decoded = String(validating: data, as: UTF8.self)
        else { throw .configuration("\(field) is not base64 text") }
        return decoded
    }

    static func encodedBase64(_ text: String) -> String { Data(text.utf8).base64EncodedString() }

    /// `path` as seen from `directory`, when it is relative.
    static func resolve(_ path: String, in directory: String) -> String {
        path.hasPrefix("/") ? path : URL(filePath: directory, directoryHint: .isDirectory).appending(path: path).path()
    }

    static func directory(of path: String) -> String { URL(filePath: path).deletingLastPathComponent().path() }

    private static func describe(_ error: any Error) -> String {
        let error = error as NSError
        if let cause = error.userInfo[NSUnderlyingErrorKey] as? NSError { return cause.localizedDescription }
        return error.localizedDescription
    }
}
