import Diagnostics

/// One parsing event of libyaml, with its place in bytes.
struct YAMLEvent {
    let kind: Kind
    let range: SourceRange

    enum Kind {
        case streamStart, streamEnd, documentStart, documentEnd, sequenceEnd, mappingEnd
        case alias(String)
        case scalar(YAMLScalar, anchor: String?)
        case sequenceStart(CollectionStart)
        case mappingStart(CollectionStart)
    }

    struct CollectionStart {
        let anchor: String?
        let tag: String?
        let isFlow: Bool
    }
}
