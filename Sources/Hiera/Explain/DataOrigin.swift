package import Diagnostics

/// Where a part of a looked-up value is written in the data.
package struct DataOrigin: Hashable, Sendable {
    package let file: SourceFile
    /// The part's key in a mapping, the part itself in a sequence; nil where the format keeps no places.
    package let range: SourceRange?
    /// The text as it is written there, where the part is a text that data made something of by interpolation.
    package let template: String?
    /// The function that gave the value; its place is that of the level of the hierarchy that names it.
    package let function: String?

    package var place: SourcePlace { SourcePlace(file: file, range: range ?? .zero) }

    /// 1-based.
    package var line: Int? { range.map { file.position(at: $0.lower).line } }

    /// `data/common.yaml:12`, or the file alone.
    package var description: String {
        (function.map { "\($0) at " } ?? "") + file.path + (line.map { ":\($0)" } ?? "")
    }

    /// The keys and variables that the text interpolates.
    package var references: [Reference] {
        InterpolationExpression.all(in: template ?? "").compactMap { expression in
            switch expression.content {
            case .empty: nil
            case .variable(let name): .variable(name)
            case .call("literal", _): nil
            case .call("scope", let name): .variable(name)
            case .call(_, let key): .key(key)
            }
        }
    }

    /// What an interpolation names.
    package enum Reference: Hashable, Sendable {
        /// `%{lookup('key')}`, `%{alias('key')}`.
        case key(String)
        /// `%{facts.name}`, `%{scope('name')}`.
        case variable(String)
    }
}
