/// One attempt of a request to an API server, for whoever counts them.
package struct RequestObservation: Hashable, Sendable {
    /// The HTTP method, `GET`; `WATCH` for a watch.
    package let verb: String
    /// The status of the answer; nil where there was none.
    package let status: Int?
    /// From 1; more for each time that it is tried again.
    package let attempt: Int
}
