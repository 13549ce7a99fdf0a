import Testing

/// What is wrong in a codedir ends a compile with exit code 1, one error, and the place of it.
@Suite struct BadInputTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let path: String
        let text: String
        let says: [String]

        var testDescription: String { name }
    }

    private static let site = "environments/production/manifests/site.pp"
    private static let data = "environments/production/data/common.yaml"
    private static let hiera = "environments/production/hiera.yaml"

    static let cases = [
        Case(
            name: "syntax", path: site, text: "node default {\n  include app }}\n",
            says: ["Syntax error at '}'", "environments/production/manifests/site.pp:2:16", "^"]),
        Case(
            name: "unknown class", path: site, text: "include nowhere\n",
            says: ["Could not find class ::nowhere for n1", "site.pp:1:1"]),
        Case(
            name: "type mismatch of data", path: data, text: "---\napp::replicas: three\n",
            says: [
                "Class[App]: parameter 'replicas' expects an Integer value, got String", "site.pp:1:16",
                "the value of 'replicas' comes from environments/production/data/common.yaml:2:16",
            ]),
        Case(
            name: "missing key", path: data, text: "--- {}\n",
            says: ["Class[App]: expects a value for parameter 'replicas'", "no data sets 'app::replicas'"]),
        Case(
            name: "broken data", path: data, text: "app::replicas: [\n",
            says: ["environments/production/data/common.yaml", "flow node"]),
        Case(
            name: "data that is no text", path: data, text: "\u{0}\u{1}\u{1B}[2J",
            says: ["environments/production/data/common.yaml:1:1"]),
        Case(
            name: "unknown setting of hiera.yaml", path: hiera, text: "version: 5\nhierarchi: []\n",
            says: ["unrecognized key 'hierarchi'", "environments/production/hiera.yaml"]),
        Case(
            name: "ungranted key", path: hiera,
            text: """
                version: 5
                hierarchy:
                  - name: Secrets
                    lookup_key: eyaml_lookup_key
                    path: secrets.eyaml
                    options:
                      pkcs7_private_key: keys/private_key.pkcs7.pem
                """,
            says: [
                "environment 'production' is not granted the private key 'keys/private_key.pkcs7.pem'",
                "secrets.eyaml:1",
            ]),
        Case(
            name: "unknown field", path: site,
            text: "k8s::configmap { 'shop/settings':\n  dta => {},\n}\n",
            says: ["K8s::Configmap[shop/settings]", "dta", "site.pp:"]),
        Case(
            name: "broken YAML of a template", path: site,
            text: "k8s::manifest { 'shop': content => epp('app/all.yaml.epp') }\n",
            says: ["modules/app/templates/all.yaml.epp:3:1", "line 2 of the rendered text:   name: [x"]),
        Case(
            name: "cycle", path: site,
            text: "notify { 'a': require => Notify['b'] }\nnotify { 'b': require => Notify['a'] }\n",
            says: ["Found 1 dependency cycle", "Notify[a] => Notify[b] => Notify[a]", "site.pp:1:1", "site.pp:2:1"]),
        Case(
            name: "missing reference", path: site, text: "notify { 'a': require => Notify['b'] }\n",
            says: ["Could not find resource 'Notify[b]' in parameter 'require'", "site.pp:1:15"]),
        Case(
            name: "endless recursion", path: site, text: "function f($x) { f($x + 1) }\nf(1)\n",
            says: ["levels deep", "site.pp:1", "… and"]),
        Case(
            name: "overflow", path: site, text: "notice(9223372036854775807 + 1)\n",
            says: ["outside of Puppet Integer max range", "site.pp:1:28"]),
    ]

    @Test(arguments: cases) func endsACompile(_ bad: Case) async throws {
        try await ScratchCodedir.with { codedir in
            try codedir.write("environments/production/data/secrets.eyaml", "app::replicas: ENC[PKCS7,MIIB]\n")
            try codedir.write(
                "environments/production/modules/app/templates/all.yaml.epp",
                "<%- $kind = 'Namespace' -%>\nkind: <%= $kind %>\n  name: [x\n")
            try codedir.write(bad.path, bad.text)
            let (message, code) = await codedir.run(["catalog", "compile", "n1", "--format", "summary"])
            #expect(code == 1)
            for text in bad.says { #expect(message.contains(text), "\(message)") }
            #expect(!message.contains("\u{1B}"))
            #expect(message.split(separator: "\n").count < 30)
        }
    }

    @Test(arguments: [
        (["--environment", "prod"], "there is no environment 'prod'; there are production"),
        (["--environment", "../production"], "there is no environment '../production'"),
        (
            ["--facts", "/nowhere/facts.yaml"],
            "cannot read the facts file /nowhere/facts.yaml: no such file or directory"
        ),
        (["--facts", "/"], "cannot read the facts file /: it is a folder"),
    ]) func namesWhatIsMissing(_ arguments: [String], _ expected: String) async throws {
        try await ScratchCodedir.with { codedir in
            let (message, code) = await codedir.run(["catalog", "compile", "n1", "--format", "summary"] + arguments)
            #expect(code == 1)
            #expect(message.contains(expected), "\(message)")
        }
    }

    @Test(arguments: ["", "../n1", "N1", "a b"]) func refusesWhatIsNoCertname(_ name: String) async throws {
        try await ScratchCodedir.with { codedir in
            let (message, code) = await codedir.run(["catalog", "compile", name, "--format", "summary"])
            #expect(code == 1)
            #expect(message.contains("'\(name)' is not a node's name"), "\(message)")
        }
    }

    @Test func factsThatAreNoMappingAreAnErrorAtTheirPlace() async throws {
        try await ScratchCodedir.with { codedir in
            try codedir.write("facts.yaml", "- a\n")
            let (message, code) = await codedir.run(
                ["catalog", "compile", "n1", "--facts", codedir.file("facts.yaml"), "--format", "summary"])
            #expect(code == 1)
            #expect(message.contains("a facts file must hold a mapping"))
            #expect(message.contains("facts.yaml:1:1"))
        }
    }

    @Test func aCodedirThatIsNotThereIsNamed() async {
        let (message, code) = await CommandLineRun.run(["lint", "--codedir", "/nowhere"])
        #expect(code == 1)
        #expect(message.contains("there is no codedir '/nowhere'; name one with --codedir"))
    }
}
