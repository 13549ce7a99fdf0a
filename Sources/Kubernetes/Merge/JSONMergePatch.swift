package import JSON
import OrderedCollections

/// JSON merge patch, RFC 7396.
package enum JSONMergePatch {
    /// The target with the patch merged into it: a null removes a member, an object merges, everything else replaces.
    package static func apply(_ patch: JSON, to target: JSON) -> JSON {
        guard case .object(let changes) = patch else { return patch }
        var result = target.object ?? [:]
        for (key, change) in changes {
            if case .null = change {
                result[key] = nil
            } else {
                result[key] = apply(change, to: result[key] ?? .null)
            }
        }
        return .object(result)
    }
}
