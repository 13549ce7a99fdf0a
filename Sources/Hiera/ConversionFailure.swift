import Diagnostics

/// Why a `convert_to` of the lookup options could not be applied.
package enum ConversionFailure: Error {
    /// The text is no type; with what is wrong with it.
    case notAType(String, problem: String)
    /// The conversion itself failed.
    case failed(String)

    func message(key: String) -> Diagnostic.Message {
        switch self {
        case .notAType(let text, let problem):
            // The quote that nothing closes is Puppet's.
            "Invalid data type in lookup_options for key '\(key)' could not parse '\(text)', error: '\(problem)"
        case .failed(let problem): "The convert_to lookup_option for key '\(key)' raised error: \(problem)"
        }
    }
}
