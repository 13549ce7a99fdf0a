import JSON
import Kubernetes
import OrderedCollections

/// A patch that is not an apply, of one of the three kinds.
struct Patch {
    private let kind: Kind

    private enum Kind {
        case json(JSONPatch)
        case merge(JSON)
        case strategic(JSON, SchemaNode)
    }

    init(_ request: APIRequest, _ served: ServedResource) throws(APIError) {
        let document: JSON
        switch request.mediaType {
        case "application/json-patch+json", "application/merge-patch+json",
            "application/strategic-merge-patch+json":
            do {
                document = try JSONParser.parse(request.body, maximumDepth: 256)
            } catch {
                throw .badRequest("error decoding patch: \(error)")
            }
        default: throw .unsupportedMediaType
        }
        switch request.mediaType {
        case "application/json-patch+json":
            do {
                kind = .json(try JSONPatch(document))
            } catch {
                throw Self.error(error)
            }
        case "application/merge-patch+json": kind = .merge(document)
        default:
            guard !served.isCustom else { throw .unknownFormat(accepted: Self.acceptedForCustom) }
            kind = .strategic(document, served.schema)
        }
    }

    private static let acceptedForCustom = [
        "application/json-patch+json", "application/merge-patch+json", "application/apply-patch+yaml",
    ]

    func apply(to object: JSON) throws(APIError) -> JSON {
        let result: JSON
        switch kind {
        case .json(let patch):
            do {
                result = try patch.apply(to: object)
            } catch {
                throw Self.error(error)
            }
        case .merge(let patch): result = JSONMergePatch.apply(patch, to: object)
        case .strategic(let patch, let schema):
            do {
                result = try StrategicMergePatch.apply(patch, to: object, schema: schema)
            } catch {
                throw .badRequest(error.message)
            }
        }
        guard !result.isDeeper(than: 256) else { throw .badRequest("the patched object is nested too deep") }
        guard result.object != nil else { throw .badRequest("the patched object is not an object") }
        return result
    }

    private static func error(_ failure: JSONPatch.Failure) -> APIError {
        switch failure {
        case .malformed(let message): .badRequest(message)
        case .inapplicable:
            APIError(
                422, reason: "Invalid", message: "the server rejected our request due to an error in our request",
                details: .object([:]))
        }
    }
}
