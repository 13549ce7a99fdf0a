/// One resource that an API server serves: the URL word, the kind behind it, and what can be done with it.
package struct APIResource: Hashable, Sendable {
    package let gvk: GroupVersionKind
    /// The word of the URL, `deployments`.
    package let plural: String
    /// kubectl's singular name, `deployment`.
    package let singular: String
    package let shortNames: [String]
    package let namespaced: Bool
    package let verbs: [String]
    package let categories: [String]
    package let subresources: [Subresource]

    /// `status`, `scale`, `log` and the like.
    package struct Subresource: Hashable, Sendable {
        package let name: String
        /// The kind of what is read and written there, `autoscaling/v1, Scale` for `scale`.
        package let gvk: GroupVersionKind
        package let verbs: [String]

        package init(name: String, gvk: GroupVersionKind, verbs: [String]) {
            self.name = name
            self.gvk = gvk
            self.verbs = verbs
        }
    }

    package init(
        gvk: GroupVersionKind, plural: String, singular: String, shortNames: [String] = [], namespaced: Bool,
        verbs: [String] = APIResource.allVerbs, categories: [String] = [], subresources: [Subresource] = []
    ) {
        self.gvk = gvk
        self.plural = plural
        self.singular = singular
        self.shortNames = shortNames
        self.namespaced = namespaced
        self.verbs = verbs
        self.categories = categories
        self.subresources = subresources
    }

    /// The verbs of a resource that is stored, in the order in which discovery lists them.
    package static let allVerbs = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"]

    /// Whether objects of the kind can be kept: `TokenReview` and `Binding` can only be created.
    package var isStored: Bool { verbs.contains("get") && verbs.contains("patch") }

    package func subresource(_ name: String) -> Subresource? {
        subresources.first { $0.name == name }
    }
}
