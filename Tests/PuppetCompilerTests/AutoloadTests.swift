import Diagnostics
import Hiera
import OrderedCollections
import PuppetCompiler
import PuppetEvaluator
import PuppetTypes
import Testing

/// Functions, types and classes in modules are found where Puppet finds them, and refused where Puppet refuses them.
/// The expected texts are Puppet 7.23's.
struct AutoloadTests {
    private static let root = "environments/production"
    private static let files: [String: String] = [
        "functions/environment/nest.pp": "function environment::nest() { 'env nest' }",
        "functions/top.pp": "function environment::top() { 'env top' }",
        "functions/bare.pp": "function bare() { 'bare' }",
        "functions/other/fn.pp": "function other::fn() { 'other fn' }",
        "types/environment/port.pp": "type Environment::Port = Integer[1, 10]",
        "types/bare.pp": "type Bare = Integer[1, 10]",
        "modules/a/manifests/init.pp": "class a { }\nfunction a::inmanifest() { 'in manifest' }",
        "modules/a/manifests/deep/er.pp": "class a::deep::er { }",
        "modules/a/functions/init.pp": "function a() { 'a init' }",
        "modules/a/functions/f.pp": "function a::f() { b::f() }",
        "modules/a/functions/x/y/z.pp": "function a::x::y::z() { 'xyz' }",
        "modules/a/functions/badname.pp": "function a::other() { 'x' }",
        "modules/a/functions/nofun.pp": "notice('hello')",
        "modules/a/functions/two.pp": "function a::two() { 1 }\nfunction a::three() { 2 }",
        "modules/a/functions/twice.pp": "function a::twice() { 1 }\nfunction a::twice::x() { 2 }",
        "modules/a/functions/empty.pp": "",
        "modules/a/functions/syn.pp": "function a::syn( { 1 }",
        "modules/a/functions/clash.pp": "class a::clash { }",
        "modules/a/functions/longer.pp": "function a::longername() { 1 }",
        "modules/a/types/init.pp": "type A = Integer",
        "modules/a/types/foobar.pp": "type A::FooBar = String",
        "modules/a/types/wrongname.pp": "type A::Other = String",
        "modules/a/types/nottype.pp": "notice('x')",
        "modules/a/types/twotypes.pp": "type A::Twotypes = Integer\ntype A::Third = Integer",
        "modules/a/types/rec.pp": "type A::Rec = Variant[Integer, Array[A::Rec]]",
        "modules/a/types/syn.pp": "type A::Syn = ",
        "modules/a/types/fn.pp": "function a::fn() { 1 }",
        "modules/a/plans/p.pp": "plan a::p() { }",
        "modules/a/metadata.json": #"{"name": "x-a", "version": "1.0.0", "dependencies": []}"#,
        "modules/b/functions/f.pp": "function b::f() { 'b f' }",
        "modules/c/manifests/init.pp": "class other { }",
        "modules/c/manifests/d.pp": "class c::d { }",
        "modules/d/manifests/top.pp": "class d::top { }\nnotice('no')",
        "modules/d/manifests/wrong.pp": "class d::right { }",
        "modules/r/lib/puppet/functions/r/rb.rb": "# Ruby",
        "modules/r/lib/puppet/functions/plainrb.rb": "# Ruby",
        "modules/r/lib/puppet/parser/functions/oldrb.rb": "# Ruby",
        "modules/r/lib/puppet/functions/upcase.rb": "# Ruby",
        "modules/r/lib/puppet/type/rbtype.rb": "# Ruby",
        "modules/r/lib/facter/some.rb": "raise 'not run'",
    ]

    private let snapshot = EnvironmentSnapshot(
        origin: .init(name: "production", root: root, baseModuleFolders: []),
        files: FileTree(Dictionary(uniqueKeysWithValues: files.map { ("\(root)/\($0.key)", Array($0.value.utf8)) })),
        keys: GrantedKeys.none)

    private func answer(_ code: String) async -> String {
        let result = await NodeCompiler().evaluate(
            code, facts: NodeFacts(node: "n", values: [:]), in: snapshot, .init(refreshKey: [1], now: 0, uuid: "u"))
        switch result {
        case .success(let value): return ValueFormatter.programmatic(value)
        case .failure(let error): return error.puppetDescription.replacing("\(Self.root)/", with: "")
        }
    }

    @Test(arguments: [
        ("environment::nest()", "'env nest'"), ("environment::top()", "'env top'"), ("bare()", "'bare'"),
        ("3 =~ Environment::Port", "true"), ("33 =~ Bare", "false"), ("a::f()", "'b f'"),
        ("a::x::y::z()", "'xyz'"), ("::b::f()", "'b f'"), ("'x' =~ A::FooBar", "true"), ("'x' =~ A::Foobar", "true"),
        ("[1, [2]] =~ A::Rec", "true"), ("include a; a::inmanifest()", "'in manifest'"),
        ("include a::deep::er; a::inmanifest()", "'in manifest'"), ("upcase('x')", "'X'"),
    ])
    func finds(_ code: String, _ value: String) async {
        #expect(await answer(code) == value)
    }

    @Test(arguments: [
        ("other::fn()", "Evaluation Error: Unknown function: 'other::fn'. (file: snippet.pp, line: 1, column: 1)"),
        ("a()", "Evaluation Error: Unknown function: 'a'. (file: snippet.pp, line: 1, column: 1)"),
        ("a::other()", "Evaluation Error: Unknown function: 'a::other'. (file: snippet.pp, line: 1, column: 1)"),
        ("a::p()", "Evaluation Error: Unknown function: 'a::p'. (file: snippet.pp, line: 1, column: 1)"),
        ("3 =~ A", "Evaluation Error: Resource type not found: A (file: snippet.pp, line: 1, column: 6)"),
        (
            "'x' =~ A::Foo_bar",
            "Evaluation Error: Resource type not found: A::Foo_bar (file: snippet.pp, line: 1, column: 8)"
        ),
        (
            "a::badname()",
            "Unacceptable location. The name 'a::other' is unacceptable in file 'modules/a/functions/badname.pp' (file: modules/a/functions/badname.pp, line: 1, column: 1)"
        ),
        (
            "a::nofun()",
            "This Function Call is unacceptable as a top level construct in this location (file: modules/a/functions/nofun.pp, line: 1, column: 1)"
        ),
        (
            "a::two()",
            "Unacceptable location. The name 'a::three' is unacceptable in file 'modules/a/functions/two.pp' (file: modules/a/functions/two.pp, line: 2, column: 1)"
        ),
        (
            "a::twice()",
            "Evaluation Error: Error while evaluating a Function Call, The code loaded from modules/a/functions/twice.pp must contain only the function 'a::twice' - it has additional definitions. (file: snippet.pp, line: 1, column: 1)"
        ),
        (
            "a::empty()",
            "Evaluation Error: Error while evaluating a Function Call, The code loaded from modules/a/functions/empty.pp does not define the function 'a::empty' - it is empty. (file: snippet.pp, line: 1, column: 1)"
        ),
        ("a::syn()", "Syntax error at '{' (file: modules/a/functions/syn.pp, line: 1, column: 18)"),
        (
            "a::clash()",
            "Evaluation Error: Error while evaluating a Function Call, The code loaded from modules/a/functions/clash.pp does not define the function 'a::clash' - no function found. (file: snippet.pp, line: 1, column: 1)"
        ),
        (
            "a::longer()",
            "Evaluation Error: Error while evaluating a Function Call, The code loaded from modules/a/functions/longer.pp produced function with the wrong name, expected a::longer, actual a::longername (file: snippet.pp, line: 1, column: 1)"
        ),
        (
            "3 =~ A::Wrongname",
            "Evaluation Error: Error while evaluating a Type-Name, The code loaded from modules/a/types/wrongname.pp produced type with the wrong name, expected 'a::wrongname', actual 'A::Other' (file: snippet.pp, line: 1, column: 6)"
        ),
        (
            "3 =~ A::Nottype",
            "This Function Call is unacceptable as a top level construct in this location (file: modules/a/types/nottype.pp, line: 1, column: 1)"
        ),
        (
            "3 =~ A::Twotypes",
            "Evaluation Error: Error while evaluating a Type-Name, The code loaded from modules/a/types/twotypes.pp must contain only the type 'a::twotypes' - it has additional definitions. (file: snippet.pp, line: 1, column: 6)"
        ),
        ("3 =~ A::Syn", "Syntax error at end of input (file: modules/a/types/syn.pp)"),
        (
            "3 =~ A::Fn",
            "Evaluation Error: Error while evaluating a Type-Name, The code loaded from modules/a/types/fn.pp does not define the type 'a::fn' - no type alias or type definition found. (file: snippet.pp, line: 1, column: 6)"
        ),
        (
            "include c::d",
            "Unacceptable location. The name 'other' is unacceptable in file 'modules/c/manifests/init.pp' (file: modules/c/manifests/init.pp, line: 1, column: 1)"
        ),
        (
            "include d::top",
            "This Function Call is unacceptable as a top level construct in this location (file: modules/d/manifests/top.pp, line: 2, column: 1)"
        ),
        (
            "include d::wrong",
            "Unacceptable location. The name 'd::right' is unacceptable in file 'modules/d/manifests/wrong.pp' (file: modules/d/manifests/wrong.pp, line: 1, column: 1)"
        ),
    ])
    func refuses(_ code: String, _ error: String) async {
        #expect(await answer(code) == error)
    }

    @Test(arguments: [
        ("plainrb()", "plainrb", "functions/plainrb.rb"), ("r::rb()", "r::rb", "functions/r/rb.rb"),
        ("oldrb(1)", "oldrb", "parser/functions/oldrb.rb"),
    ])
    func namesTheRubyFile(_ code: String, _ name: String, _ file: String) async {
        let start = "The function '\(name)' is written in Ruby, in modules/r/lib/puppet/\(file), and cannot run"
        #expect(await answer(code).hasPrefix("Evaluation Error: \(start)"))
    }

    @Test func resourceTypesInRubyAreKnownByName() async {
        #expect(await answer("rbtype { 'x': any => 1 }") == "[Rbtype['x']]")
        #expect(snapshot.resourceTypes.isHostType("Rbtype"))
        #expect(await answer("rbtyp { 'x': }").contains("Unknown resource type: 'rbtyp'"))
    }
}
