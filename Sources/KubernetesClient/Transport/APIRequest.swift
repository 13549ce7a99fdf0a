import JSON
import NIOHTTP1

/// One request to an API server, before it has an address and a credential.
struct APIRequest: Sendable {
    var method: HTTPMethod = .GET
    let path: String
    var query: [(name: String, value: String)] = []
    var accept = "application/json"
    var contentType: String?
    var body: [UInt8]?

    /// What can be sent twice with the effect of once. A create is not, but for its dry run: the second would fail on
    /// the first.
    var isRepeatable: Bool { method != .POST || query.contains { $0.name == "dryRun" } }

    var target: String {
        guard !query.isEmpty else { return path }
        return path + "?" + query.map { "\($0.name)=\(PercentEncoding.encode($0.value))" }.joined(separator: "&")
    }
}

enum PercentEncoding {
    private static let digits = Array("0123456789ABCDEF".utf8)

    /// Everything but RFC 3986's unreserved characters as `%XX`.
    static func encode(_ text: String) -> String {
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                bytes.append(byte)
            default:
                bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// A complete answer with a status below 400, as it came.
struct RawAnswer: Sendable {
    let status: Int
    let body: [UInt8]
}

/// A complete answer with a status below 400.
struct APIAnswer: Sendable {
    let status: Int
    let json: JSON

    /// Every answer is an object. What is none was cut short, or is some proxy's, and is worth another question.
    init(_ answer: RawAnswer) throws(KubernetesError) {
        status = answer.status
        do {
            json = try JSONParser.parse(answer.body)
        } catch {
            throw .invalidAnswer("\(error)")
        }
        guard json.object != nil else { throw .invalidAnswer("it is not an object") }
    }
}
