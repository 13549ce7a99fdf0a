/// How a data file is written.
package enum DataFormat: String, Hashable, Sendable {
    case yaml
    case json
    case hocon
}
