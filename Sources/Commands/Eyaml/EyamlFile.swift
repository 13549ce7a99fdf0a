import Foundation
import Hiera

/// A data file with encrypted values.
struct EyamlFile {
    let path: String

    /// The text with every encrypted value replaced; an error names the file and the line, never a plain text.
    func replacingTokens(_ replace: (EYAML.Token) throws -> String) throws -> String {
        let text = try InputFile.text(path)
        var result = ""
        var position = text.startIndex
        for token in EYAML.Tokens.inFile(text) where token.isPKCS7 {
            result += text[position..<token.range.lowerBound]
            do {
                result += try replace(token)
            } catch let error as EYAMLError {
                let line = text[..<token.range.lowerBound].count { $0.isNewline } + 1
                throw CommandFailure("\(path):\(line): the value cannot be decrypted: \(error)")
            }
            position = token.range.upperBound
        }
        return result + text[position...]
    }

    /// Files as they are, and the data files below folders.
    static func paths(_ paths: [String]) throws -> [String] {
        try paths.flatMap { path in
            var isDirectory: ObjCBool = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
                throw CommandFailure("there is no file \(path)")
            }
            guard isDirectory.boolValue else { return [path] }
            return try FileManager.default.subpathsOfDirectory(atPath: path)
                .filter { name in [".yaml", ".yml", ".eyaml"].contains { name.hasSuffix($0) } }
                .sorted()
                .map { "\(path)/\($0)" }
        }
    }
}
