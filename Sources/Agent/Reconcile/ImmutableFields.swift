import JSON
import Kubernetes
import KubernetesCatalog
import KubernetesClient

/// The fields that an API server does not let change, as its refusal names them.
///
/// Only that makes a deletion sensible. Whatever else is wrong with an object is wrong with a new one, too; and what a
/// webhook says is the will of somebody who can be asked, whatever its words.
struct ImmutableFields: Hashable, Sendable {
    /// `spec.selector`
    private(set) var paths: [String]
    /// In the server's words, without the values: `field is immutable`.
    private let reasons: [String]
    /// What else the server says.
    private let others: [String]

    /// What a StatefulSet's specification may change.
    private static let changeable = [
        "minReadySeconds", "ordinals", "persistentVolumeClaimRetentionPolicy", "replicas", "revisionHistoryLimit",
        "template", "updateStrategy",
    ].map { FieldPath("spec", $0) }

    /// With the fields that change below a path that is a whole `spec`, where those are known.
    func naming(_ changes: [FieldChange]) -> ImmutableFields {
        var named = self
        named.paths = paths.flatMap { path in
            guard path == "spec" else { return [path] }
            let inside = changes.map(\.path).filter { changed in
                FieldPath("spec").contains(changed) && !Self.changeable.contains { $0.contains(changed) }
            }
            return inside.isEmpty ? [path] : inside.map(\.description)
        }
        return named
    }

    init?(_ error: KubernetesError) {
        guard error.isInvalid, let status = error.status, status.reason == "Invalid",
            !status.message.contains("admission webhook \""), !status.message.contains("denied request")
        else { return nil }
        var paths: [String] = []
        var reasons: [String] = []
        var others: [String] = []
        for cause in status.causes where !cause.field.isEmpty {
            guard let reason = Self.reason(cause) else {
                others.append("\(cause.field): \(cause.message)")
                continue
            }
            guard !paths.contains(cause.field) else { continue }
            paths.append(cause.field)
            if !reasons.contains(reason) { reasons.append(reason) }
        }
        guard !paths.isEmpty else { return nil }
        self.paths = paths
        self.reasons = reasons
        self.others = others
    }

    /// How the server's validation words it, by its strategies from 1.16 to 1.36.
    private static let phrases = [
        ("field is immutable", "field is immutable"), ("may not change once set", "may not change once set"),
        ("cannot change roleRef", "cannot change roleRef"),
        ("may not be changed in an update", "may not be changed in an update"),
        ("updates to statefulset spec for fields other than", "only replicas, template, strategies and the like may"),
        ("pod updates may not change fields other than", "only images and tolerations may"),
        ("primary clusterIP can not be unset", "primary clusterIP can not be unset"),
        ("is immutable after creation", "is immutable after creation"),
    ]

    private static func reason(_ cause: APIStatus.Cause) -> String? {
        guard cause.reason == "FieldValueInvalid" || cause.reason == "FieldValueForbidden" else { return nil }
        // The message begins with the value, which may be long and tell secrets.
        let line = cause.message.split(whereSeparator: \.isNewline).first ?? ""
        if let known = phrases.first(where: { line.contains($0.0) }) { return known.1 }
        if line.hasPrefix("Forbidden: updates to "), line.contains(" are forbidden") { return "updates are forbidden" }
        // Of a custom resource's definition: a transition rule, by its own message or by the server's.
        if line.hasSuffix(" is immutable") { return "it is immutable" }
        return line.contains("failed rule: ") && line.contains("oldSelf")
            ? "a rule compares it with its old value" : nil
    }

    /// `spec.selector cannot be changed in place (field is immutable)`.
    var sentence: String {
        "\(paths.joined(separator: ", ")) cannot be changed in place (\(reasons.joined(separator: ", ")))"
    }

    /// A text with what else is wrong, each on a line of its own.
    fileprivate func withOthers(_ text: String) -> String { ([text] + others).joined(separator: "\n  ") }
}

extension DesiredObject {
    /// Whether the object may be deleted and made anew where a field cannot be changed in place.
    ///
    /// A Job is there to be run, and another template is another run; all others must say `replace => true`. Kinds
    /// whose deletion destroys more than the object must say `purge => true`, too.
    var mayBeReplaced: Bool {
        (attributes.replace ?? isJob) && (attributes.purge == true || !isProtected)
    }

    private var isProtected: Bool { Inventory.protectedKinds.contains(identity.groupKind) }

    /// What to do about fields that cannot be changed in place.
    func advice(_ fields: ImmutableFields) -> String { fields.withOthers(instruction(fields)) }

    private func instruction(_ fields: ImmutableFields) -> String {
        let kind = node.gvk.kind
        if mayBeReplaced { return "\(fields.sentence), and the server would not accept a new object either" }
        if isProtected {
            return "\(fields.sentence): set replace => true and purge => true to delete the \(kind), with everything "
                + "that goes with it, and create it again"
        }
        if isJob { return "\(fields.sentence), and replace => false forbids to delete the Job and create it again" }
        return "\(fields.sentence): set replace => true to delete the \(kind) and create it again"
    }

    /// What becomes of what an object owns when it is replaced.
    ///
    /// A StatefulSet with the same selector leaves its pods running, and the new one adopts them. Whatever else may own
    /// something is deleted together with it first, so that two sets of pods never run side by side; and what never owns
    /// anything is away for as short a time as possible.
    func propagation(replacing live: KubernetesObject) -> DeleteOptions.Propagation {
        switch (node.gvk.group, node.gvk.kind) {
        case ("apps", "StatefulSet"):
            let isSelectorKept = object.json[path: "spec", "selector"] == live.json[path: "spec", "selector"]
            return isSelectorKept ? .orphan : .foreground
        case ("", "ConfigMap"), ("", "Secret"), ("", "Service"), ("", "ServiceAccount"), ("storage.k8s.io", _),
            ("rbac.authorization.k8s.io", _), ("scheduling.k8s.io", _), ("networking.k8s.io", _), ("node.k8s.io", _):
            return .background
        default: return .foreground
        }
    }
}
