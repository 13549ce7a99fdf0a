import HTTPTypes
import JSON
import OrderedCollections

/// Facts as agents send them: `{"name": …, "values": {…}, "timestamp": …}`.
struct FactsUpload: Sendable {
    let name: String?
    let values: JSONObject

    /// The `facts` field of a catalog request. Agents encode it twice; the form's own encoding is undone already.
    init(form text: String, format: String?) throws(PuppetError) {
        if let format, !Self.formats.contains(FormFields.decode(format.utf8, plusIsSpace: false)) {
            throw PuppetError(
                status: .badRequest, message: "Facts of format '\(format.prefix(64))' are not supported",
                issueKind: .unsupportedFormat)
        }
        let bytes =
            text.utf8.first == UInt8(ascii: "{")
            ? Array(text.utf8) : Array(FormFields.decode(text.utf8, plusIsSpace: false).utf8)
        do {
            try self.init(JSONParser.parse(bytes))
        } catch let error as PuppetError {
            throw error
        } catch {
            throw .badRequest("The facts are not JSON: \(error)")
        }
    }

    init(_ json: JSON) throws(PuppetError) {
        guard let values = json["values"]?.object else { throw .badRequest("The facts have no 'values'") }
        self.values = values
        name = json["name"]?.string
    }

    private static let formats: Set<String> = ["application/json", "json", "pson", "text/pson"]
}
