import Foundation

/// The bytes in a PEM text of one document.
func pemBytes(_ pem: String) -> [UInt8]? {
    let body = pem.split(separator: "\n").filter { !$0.hasPrefix("-----") }.joined()
    return Data(base64Encoded: body).map(Array.init)
}

func pemText(_ type: String, _ bytes: [UInt8]) -> String {
    let body = Data(bytes).base64EncodedString(options: [.lineLength64Characters, .endLineWithLineFeed])
    return "-----BEGIN \(type)-----\n\(body)\n-----END \(type)-----\n"
}
