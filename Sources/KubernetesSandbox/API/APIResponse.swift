import JSON

/// An answer, as the handlers give it: without HTTP.
struct APIResponse: Sendable {
    var status: Int
    var contentType: String
    var body: Body
    /// Texts of `Warning` headers.
    var warnings: [String] = []

    enum Body: Sendable {
        case bytes([UInt8])
        /// Events one a line until the watch ends.
        case watch(Watch)
    }

    static func json(_ value: JSON, status: Int = 200, warnings: [String] = []) -> APIResponse {
        APIResponse(
            status: status, contentType: "application/json", body: .bytes(JSONWriter.bytes(value) + [0x0A]),
            warnings: warnings)
    }

    static func text(_ text: String, status: Int = 200) -> APIResponse {
        APIResponse(status: status, contentType: "text/plain; charset=utf-8", body: .bytes(Array(text.utf8)))
    }

    static let pageNotFound = text("404 page not found\n", status: 404)
}
