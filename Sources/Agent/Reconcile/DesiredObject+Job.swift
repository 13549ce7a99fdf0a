import Crypto
import Foundation
import JSON
import Kubernetes
import OrderedCollections

extension DesiredObject {
    var isJob: Bool { identity.groupKind == GroupKind(group: "batch", kind: "Job") }

    /// In which a Job's specification may change without being another run; all else is immutable.
    private static let runFreeFields = [
        "activeDeadlineSeconds", "backoffLimit", "parallelism", "suspend", "ttlSecondsAfterFinished",
    ]

    /// Over what makes a run of a Job that run.
    ///
    /// It is kept where others can read it, so that it is keyed where a secret is in it. With another key of the
    /// agent's, such a Job counts as not having run.
    static func runDigest(of job: KubernetesObject, sensitivePaths: [FieldPath], key: SymmetricKey) -> String {
        var specification = job.json["spec"]?.object ?? [:]
        for field in runFreeFields { specification[field] = nil }
        let text = JSONWriter.bytes(.object(specification), .canonical)
        let bytes =
            sensitivePaths.isEmpty
            ? Data(SHA256.hash(data: text)) : Data(HMAC<SHA256>.authenticationCode(for: text, using: key))
        return bytes.base64EncodedString()
    }
}
