package import Diagnostics
package import PuppetTypes

/// The data of an environment, looked up by `lookup()` and by automatic parameter lookup.
package protocol DataProvider: Sendable {
    /// The value of the first key that has one, or nil when none has. Defaults are the evaluator's matter.
    func lookup(_ request: LookupRequest, in context: LookupContext) throws(EvaluationError) -> LookupAnswer?

    /// The keys of the data that was read so far, for "did you mean".
    var knownKeys: [String] { get }
}

extension DataProvider {
    package var knownKeys: [String] { [] }
}

package struct LookupRequest: Hashable, Sendable {
    /// The keys to try in order; one for automatic parameter lookup.
    package let keys: [String]
    /// The merge that the caller asked for, as it was given: a strategy's name, or a hash with `strategy`.
    package let merge: Value?
    /// Whether the value is for a class parameter rather than a `lookup()` call.
    package let isParameter: Bool

    package init(keys: [String], merge: Value? = nil, isParameter: Bool = false) {
        self.keys = keys
        self.merge = merge
        self.isParameter = isParameter
    }
}

package struct LookupAnswer: Sendable {
    package let value: Value
    /// The place in the data that the value came from, where one place can be named.
    package let place: SourcePlace?
    /// Where its parts are written; only for a compile that is run to be explained.
    package let origins: (@Sendable ([ValueStep]) -> [LookupOrigin])?

    package init(
        value: Value, place: SourcePlace? = nil, origins: (@Sendable ([ValueStep]) -> [LookupOrigin])? = nil
    ) {
        self.value = value
        self.place = place
        self.origins = origins
    }
}

/// Where a part of looked-up data is written, as the data's side says it.
package struct LookupOrigin: Sendable {
    package let file: SourceFile
    /// Nil where the format keeps no places.
    package let range: SourceRange?
    /// Keys and variables that the text there interpolates.
    package let keys: [String]
    package let variables: [String]
    /// The function that gave it, where it stands in no file.
    package let function: String?

    package init(
        file: SourceFile, range: SourceRange?, keys: [String] = [], variables: [String] = [], function: String? = nil
    ) {
        self.file = file
        self.range = range
        self.keys = keys
        self.variables = variables
        self.function = function
    }
}

/// What data may ask of the compile that reads it.
///
/// It is valid only during the call that it is given to.
package struct LookupContext {
    /// The value of a variable for `%{…}`, named without `$`; nil when it is not set.
    package let variable: (String) throws(EvaluationError) -> Value?
    /// Calls a function, for conversions.
    package let call: (_ function: String, _ arguments: [Value]) throws(EvaluationError) -> Value
    /// Calls a backend that is written in the Puppet language.
    package let backend: (BackendCall) throws(EvaluationError) -> LookupBackendOutcome
    /// The backend that the lookup was made from, the innermost; nil for one of a manifest.
    package let caller: (any BackendHost)?

    package init(
        variable: @escaping (String) throws(EvaluationError) -> Value?,
        call: @escaping (_ function: String, _ arguments: [Value]) throws(EvaluationError) -> Value,
        backend: @escaping (BackendCall) throws(EvaluationError) -> LookupBackendOutcome,
        caller: (any BackendHost)? = nil
    ) {
        self.variable = variable
        self.call = call
        self.backend = backend
        self.caller = caller
    }
}
