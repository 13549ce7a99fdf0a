package import Diagnostics

/// A node of a YAML document, with aliases and merge keys already resolved.
package struct YAMLNode: Sendable {
    package let content: Content
    /// The tag as it was written, in its long form (`tag:yaml.org,2002:str`), or nil.
    package let tag: String?
    /// Where the node is written. A node that an alias gave keeps the place of its anchor.
    package let range: SourceRange

    package init(_ content: Content, tag: String? = nil, range: SourceRange) {
        self.content = content
        self.tag = tag
        self.range = range
    }

    package enum Content: Sendable {
        case scalar(YAMLScalar)
        case sequence([YAMLNode])
        /// Keys are distinct; of a repeated key the last value is kept, as Ruby and Go do.
        case mapping([Entry])
    }

    package struct Entry: Sendable {
        package let key: YAMLNode
        package let value: YAMLNode

        package init(key: YAMLNode, value: YAMLNode) {
            self.key = key
            self.value = value
        }
    }
}

/// The text of a scalar and how it was written, which decides what it means.
package struct YAMLScalar: Hashable, Sendable {
    package let text: String
    package let style: Style
    package let tag: String?

    package init(text: String, style: Style = .plain, tag: String? = nil) {
        self.text = text
        self.style = style
        self.tag = tag
    }

    package enum Style: String, Hashable, Sendable {
        case plain
        case singleQuoted
        case doubleQuoted
        /// `|`
        case literal
        /// `>`
        case folded
    }

    /// Whether the text decides the type: written plain and without a tag.
    package var isImplicit: Bool { style == .plain && tag == nil }
}

extension YAMLNode {
    package var scalar: YAMLScalar? { if case .scalar(let scalar) = content { scalar } else { nil } }
    package var sequence: [YAMLNode]? { if case .sequence(let nodes) = content { nodes } else { nil } }
    package var mapping: [Entry]? { if case .mapping(let entries) = content { entries } else { nil } }

    /// The value under a key with this text, or nil; nil too for what is not a mapping.
    package subscript(_ key: String) -> YAMLNode? {
        mapping?.first { $0.key.scalar?.text == key }?.value
    }

    /// An element of a sequence, or nil.
    package subscript(_ index: Int) -> YAMLNode? {
        guard let sequence, sequence.indices.contains(index) else { return nil }
        return sequence[index]
    }
}
