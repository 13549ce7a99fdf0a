package import Diagnostics

/// A lookup that failed, which is not the same as a key that was not found. Its texts hold no secret.
package struct HieraError: Error, Sendable {
    package let diagnostic: Diagnostic
    /// What the caller's own closure threw, so that the caller can pass it on as it was.
    package let underlying: (any Error)?
    /// Whether Puppet words it as a fault of the call that asked, `Error while evaluating a Function Call, …`.
    package let isCallFailure: Bool

    package init(_ diagnostic: Diagnostic, underlying: (any Error)? = nil, isCallFailure: Bool = false) {
        self.diagnostic = diagnostic
        self.underlying = underlying
        self.isCallFailure = isCallFailure
    }

    init(
        _ id: ErrorID, _ message: Diagnostic.Message, at place: SourcePlace? = nil, notes: [Diagnostic.Note] = [],
        isCallFailure: Bool = false
    ) {
        self.init(Diagnostic(id: id.rawValue, message, at: place, notes: notes), isCallFailure: isCallFailure)
    }

    package var message: String { diagnostic.message.text }

    /// The kinds of failure; the raw value is the diagnostic's id.
    enum ErrorID: String {
        case configuration = "hiera_configuration"
        case data = "hiera_data"
        case decryption = "hiera_decryption"
        case interpolation = "hiera_interpolation"
        case keyNotGranted = "hiera_key_not_granted"
        case limit = "hiera_limit"
        case lookupKey = "hiera_key"
        case lookupOptions = "hiera_lookup_options"
        case merge = "hiera_merge"
        case path = "hiera_path"
        case recursion = "hiera_recursion"
        case unknownVariable = "hiera_unknown_variable"
        case unsupported = "hiera_unsupported"
    }

    typealias Place = SourcePlace?

    /// The same failure with a note that names a place; the line there is not shown, it may hold a secret.
    func noting(_ text: String, _ place: SourcePlace?) -> HieraError {
        guard let place else { return self }
        var diagnostic = diagnostic
        diagnostic.notes.append(Diagnostic.Note("\(text) \(place.description)"))
        return HieraError(diagnostic, underlying: underlying, isCallFailure: isCallFailure)
    }

    /// The same failure with a place, where it has none yet.
    func placed(at place: SourcePlace?) -> HieraError {
        guard diagnostic.place == nil, let place else { return self }
        var diagnostic = diagnostic
        diagnostic.place = place
        return HieraError(diagnostic, underlying: underlying, isCallFailure: isCallFailure)
    }
}
