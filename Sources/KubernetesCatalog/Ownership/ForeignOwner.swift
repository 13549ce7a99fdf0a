import JSON
package import Kubernetes

/// Somebody else who holds an object to be theirs: a tool that delivers objects, or a controller.
package enum ForeignOwner: Hashable, Sendable {
    /// Another ApplySet, by its identifier. An object is in one set at the most.
    case applySet(String)
    /// The controller that made the object, by `ownerReferences`.
    case controller(kind: String, name: String)
    case helm(release: String, namespace: String)
    case flux(kind: String, name: String)
    case argoCD(application: String)

    /// Who that is, apart from the ApplySet that the object is to be in; nil for nobody. Who forbids comes first.
    package static func of(_ live: KubernetesObject, applySetID: String) -> ForeignOwner? {
        let (labels, annotations) = (live.labels, live.annotations)
        if let set = labels[ApplySetParent.partOfLabel], set != applySetID { return .applySet(set) }
        let owners = live.json[path: "metadata", "ownerReferences"]?.array ?? []
        if let controller = owners.first(where: { $0["controller"] == true }) {
            return .controller(kind: controller["kind"]?.string ?? "?", name: controller["name"]?.string ?? "?")
        }
        if let name = labels["kustomize.toolkit.fluxcd.io/name"] { return .flux(kind: "kustomization", name: name) }
        if let name = labels["helm.toolkit.fluxcd.io/name"] { return .flux(kind: "helmrelease", name: name) }
        if let tracking = annotations["argocd.argoproj.io/tracking-id"] {
            return .argoCD(application: String(tracking.prefix { $0 != ":" }))
        }
        if let name = labels["argocd.argoproj.io/instance"] { return .argoCD(application: name) }
        if let release = annotations["meta.helm.sh/release-name"] {
            return .helm(release: release, namespace: annotations["meta.helm.sh/release-namespace"] ?? "default")
        }
        return nil
    }

    /// Whether the object must not be taken from them; else it is taken with a warning.
    package var forbids: Bool {
        switch self {
        case .applySet, .controller: true
        case .helm, .flux, .argoCD: false
        }
    }

    /// Who it is, and what to do.
    package var advice: String {
        switch self {
        case .applySet(let id):
            "it belongs to another ApplySet, \(id): take it out of the other catalog, or remove its label "
                + "\(ApplySetParent.partOfLabel)"
        case .controller(let kind, let name):
            "it is made by the controller of \(kind) \(name): declare the \(kind) instead"
        case .helm(let release, let namespace):
            "it also belongs to the Helm release \(release): 'helm uninstall' would delete it; to forget the release, "
                + "delete the Secrets with the labels owner=helm,name=\(release) in namespace \(namespace)"
        case .flux(let kind, let name):
            "it also belongs to Flux's \(kind) \(name), which will change it back: suspend it "
                + "('flux suspend \(kind) \(name)'), then remove it without pruning"
        case .argoCD(let application):
            "it also belongs to Argo CD's application \(application), which may change it back: turn its automated sync "
                + "off, then delete it without cascade"
        }
    }
}
