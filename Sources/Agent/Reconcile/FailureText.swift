import Kubernetes
import KubernetesCatalog
import KubernetesClient

/// A failure in words for people: what the server said, each cause on a line of its own, and what to do about it where
/// that is known.
enum FailureText {
    static func text(_ error: any Error, of desired: DesiredObject) -> String {
        if let error = error as? KubernetesError, let fields = ImmutableFields(error) {
            return desired.masking(desired.advice(fields))
        }
        return desired.masking(text(error, gvk: desired.object.gvk, desired.identity))
    }

    static func text(_ error: any Error, gvk: GroupVersionKind, _ identity: ObjectIdentity) -> String {
        guard let error = error as? KubernetesError else { return "\(error)" }
        guard let status = error.status else {
            return error.isUnknownKind
                ? "\(error): declare its CustomResourceDefinition in the catalog, or install it first" : "\(error)"
        }
        let said = said(status)
        return advice(status, gvk, identity).map { "\(said)\n  \($0)" } ?? said
    }

    /// The server's message. Where it has several causes the message is their list on one line, which nobody can read.
    private static func said(_ status: APIStatus) -> String {
        guard !status.causes.isEmpty else { return status.message }
        if status.causes.count == 1, status.message.contains(status.causes[0].message) { return status.message }
        let subject = status.details.map { "\($0.kind) \"\($0.name)\" is invalid:" } ?? status.message
        let causes = status.causes.map { cause in
            "\n  " + (cause.field.isEmpty ? cause.message : "\(cause.field): \(cause.message)")
        }
        return (status.code == 422 ? subject : status.message) + causes.joined()
    }

    private static func advice(
        _ status: APIStatus, _ gvk: GroupVersionKind, _ identity: ObjectIdentity
    ) -> String? {
        if let webhook = quoted(after: "admission webhook ", in: status.message) {
            return "refused by the admission webhook \(webhook), not by Kubernetes itself"
        }
        switch status.code {
        case 401: return "the agent's credentials are not valid: renew them, or check the kubeconfig"
        case 403: return forbidden(status, identity)
        case 404 where status.details?.kind == "namespaces":
            return "declare the namespace in the catalog, or create it first"
        case 409 where status.reason == "AlreadyExists": return nil
        case 409: return "somebody else writes to it at the same time; the next run tries again"
        case 413: return "an object may be about 1.5 MB, a ConfigMap or Secret 1 MiB: split it"
        case 422: return parameters(status.causes)
        default: return nil
        }
    }

    /// The API has one reason for all refusals. Which one it is can be told only from the message.
    private static func forbidden(_ status: APIStatus, _ identity: ObjectIdentity) -> String? {
        let message = status.message
        if status.causes.contains(where: { $0.reason == "NamespaceTerminating" }) {
            return "the namespace is being deleted; the object can be created when it is gone and there again"
        }
        if message.contains("exceeded quota:") {
            return "ask for less, or raise the namespace's ResourceQuota"
        }
        if message.contains("violates PodSecurity") {
            return "tighten the pod's securityContext, or relax the label pod-security.kubernetes.io/enforce of "
                + "namespace \(identity.namespace ?? "")"
        }
        guard let verb = word(after: " cannot ", in: message), let details = status.details else { return nil }
        let group = details.group.isEmpty ? "\"\"" : details.group
        let role = message.contains("at the cluster scope") ? "a ClusterRole" : "a Role or ClusterRole"
        let place = message.contains("at the cluster scope") ? "" : " in namespace \(identity.namespace ?? "")"
        return "the agent needs \(role)\(place) with apiGroups [\(group)], resources [\(details.kind)], verbs [\(verb)]"
    }

    private static func quoted(after prefix: String, in message: String) -> Substring? {
        guard let start = message.firstRange(of: prefix + "\"")?.upperBound else { return nil }
        return message[start...].prefix { $0 != "\"" }
    }

    private static func word(after prefix: String, in message: String) -> Substring? {
        guard let start = message.firstRange(of: prefix)?.upperBound else { return nil }
        return message[start...].prefix { $0 != " " }
    }

    /// The parameters of the resource that the causes are about, where they have other names than the fields.
    private static func parameters(_ causes: [APIStatus.Cause]) -> String? {
        var found: [String] = []
        for cause in causes {
            guard let path = FieldPath(parsing: cause.field) else { continue }
            let name: String?
            switch (path.steps.first, path.steps.dropFirst().first) {
            case (.member("metadata")?, .member("labels")?): name = "labels"
            case (.member("metadata")?, .member("annotations")?): name = "annotations"
            case (.member("metadata")?, .member("name")?): name = "title"
            case (.member("metadata")?, .member("namespace")?): name = "namespace"
            case (.member(let field)?, _) where field != "metadata": name = field
            default: name = nil
            }
            if let name, !found.contains(name) { found.append(name) }
        }
        return found.isEmpty ? nil : "set by the resource's \(found.map { "'\($0)'" }.joined(separator: ", "))"
    }
}
