package import Diagnostics

/// A step on the way of a value back to where it was written.
package struct OriginNode: Sendable {
    /// What it is: `$replicas, a parameter of Class[Profile::Web]`.
    package let text: String
    /// Where; nil for what stands in no file, as facts do.
    package let place: SourcePlace?
    /// Whether the line there may be shown: lines of data may hold secrets.
    package let showsLine: Bool
    /// What it was made from: one for a value that was passed on, several for one that was computed.
    package internal(set) var sources: [OriginNode]

    /// What the node of a template says.
    package static let templateText = "in the template"

    init(_ text: String, at place: SourcePlace?, showsLine: Bool = true, _ sources: [OriginNode] = []) {
        self.text = text
        self.place = place
        self.showsLine = showsLine
        self.sources = sources
    }
}
