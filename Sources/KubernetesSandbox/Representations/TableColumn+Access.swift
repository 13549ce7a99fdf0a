import JSON
import OrderedCollections

/// Who may do what, and what is asked before it is done.
extension TableColumn {
    static let access: [String: [TableColumn]] = [
        "RoleBinding.rbac.authorization.k8s.io": binding,
        "ClusterRoleBinding.rbac.authorization.k8s.io": binding,
        "CertificateSigningRequest.certificates.k8s.io": [
            name, age, text("SignerName", "spec", "signerName", or: "<none>"), text("Requestor", "spec", "username"),
            TableColumn("RequestedDuration") { object, _ in
                .string(object[path: "spec", "expirationSeconds"]?.integer.map { duration($0) } ?? "<none>")
            },
            TableColumn("Condition") { object, _ in
                let types = (object[path: "status", "conditions"]?.array ?? []).compactMap { $0["type"]?.string }
                var text = ["Denied", "Approved"].first(where: types.contains) ?? "Pending"
                if types.contains("Failed") { text += ",Failed" }
                if object[path: "status", "certificate"] != nil { text += ",Issued" }
                return .string(text)
            },
        ],
        "MutatingWebhookConfiguration.admissionregistration.k8s.io": [name, count("Webhooks", "webhooks"), age],
        "ValidatingWebhookConfiguration.admissionregistration.k8s.io": [name, count("Webhooks", "webhooks"), age],
        "ValidatingAdmissionPolicy.admissionregistration.k8s.io": [
            name, count("Validations", "spec", "validations"), paramKind, age,
        ],
        "MutatingAdmissionPolicy.admissionregistration.k8s.io": [
            name, count("Mutations", "spec", "mutations"), paramKind, age,
        ],
        "ValidatingAdmissionPolicyBinding.admissionregistration.k8s.io": policyBinding,
        "MutatingAdmissionPolicyBinding.admissionregistration.k8s.io": policyBinding,
    ]

    private static let binding: [TableColumn] = [
        name,
        TableColumn("Role") { object, _ in
            .string("\(object[path: "roleRef", "kind"]?.string ?? "")/\(object[path: "roleRef", "name"]?.string ?? "")")
        },
        age, subjects("Users", "User"), subjects("Groups", "Group"), subjects("ServiceAccounts", "ServiceAccount"),
    ]

    private static func subjects(_ name: String, _ kind: String) -> TableColumn {
        TableColumn(name, priority: 1) { object, _ in
            let subjects = (object["subjects"]?.array ?? []).filter { $0["kind"]?.string == kind }
            return .string(
                subjects.map { subject in
                    let name = subject["name"]?.string ?? ""
                    return kind == "ServiceAccount" ? "\(subject["namespace"]?.string ?? "")/\(name)" : name
                }.joined(separator: ", "))
        }
    }

    private static let paramKind = TableColumn("ParamKind") { object, _ in
        guard let kind = object[path: "spec", "paramKind"] else { return "<unset>" }
        return .string("\(kind["apiVersion"]?.string ?? "")/\(kind["kind"]?.string ?? "")")
    }

    private static let policyBinding: [TableColumn] = [
        name, text("PolicyName", "spec", "policyName"),
        TableColumn("ParamRef") { object, _ in
            guard let reference = object[path: "spec", "paramRef"] else { return "<unset>" }
            let name = reference["name"]?.string ?? "*"
            return .string(reference["namespace"]?.string.map { "\($0)/\(name)" } ?? name)
        },
        age,
    ]
}
