package import JSON
package import Kubernetes

/// An object as the text that is sent: a tenth of the memory of its tree.
package struct EncodedObject: Hashable, Sendable {
    /// JSON in UTF-8.
    package let bytes: [UInt8]

    package init(_ object: KubernetesObject, _ layout: JSONWriter.Layout = .compact) {
        bytes = JSONWriter.bytes(object.json, layout)
    }

    /// The tree, which is made anew each time.
    package var object: KubernetesObject {
        // What was written here can be read.
        KubernetesObject((try? JSONParser.parse(bytes)) ?? [:])
    }
}
