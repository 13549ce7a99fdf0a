package import PuppetSyntax

/// Where the evaluator finds code: the manifests of one environment snapshot, already parsed.
///
/// Names are fully qualified, in lower case, without a leading `::`. A file that does not parse is an
/// `EvaluationError`; a name that no file defines is nil.
package protocol CodeLoader: Sendable {
    /// The site manifests, in the order in which they are evaluated.
    var initialManifests: [Program] { get }

    /// The file that autoloading finds for a class or defined type, `mod::a::b` → `mod/manifests/a/b.pp`.
    func definition(ofClassOrDefine name: String) throws(EvaluationError) -> Program?

    /// The file of a function in the Puppet language, `mod::a` → `mod/functions/a.pp`.
    func function(_ name: String) throws(EvaluationError) -> Program?

    /// The file of a type alias, `mod::a` → `mod/types/a.pp`.
    func typeAlias(_ name: String) throws(EvaluationError) -> Program?

    /// A template of a module, `mod/path.epp`, parsed.
    func template(_ name: String) throws(EvaluationError) -> Program?

    /// A file of a module, `mod/path` → `mod/files/path`.
    func file(_ name: String) throws(EvaluationError) -> [UInt8]?

    /// The text of a module's template, `mod/path`, for `find_template` and error messages.
    func templateText(_ name: String) throws(EvaluationError) -> [UInt8]?

    /// A file of the environment or of a module, by its path as `moduleDirectory` gives it; nil for any other.
    func environmentFile(_ path: String) -> [UInt8]?

    func hasModule(_ name: String) -> Bool

    /// The directory of a module, relative to the codedir.
    func moduleDirectory(_ name: String) -> String?

    /// The names of a kind that could be loaded, in lower case, for "did you mean".
    func names(of kind: CodeKind) -> [String]

    /// The file of a function or a data type that exists in Ruby, which nothing here can run.
    func rubyFile(of kind: CodeKind, named name: String) -> String?
}

/// What a `CodeLoader` loads by name.
package enum CodeKind: Sendable {
    case classOrDefine, function, typeAlias, template
}

extension CodeLoader {
    package func templateText(_ name: String) throws(EvaluationError) -> [UInt8]? { nil }
    package func environmentFile(_ path: String) -> [UInt8]? { nil }
    package func moduleDirectory(_ name: String) -> String? { hasModule(name) ? "modules/\(name)" : nil }
    package func names(of kind: CodeKind) -> [String] { [] }
    package func rubyFile(of kind: CodeKind, named name: String) -> String? { nil }
}
