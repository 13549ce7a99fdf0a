extension Grammar {
    static let manifest = Grammar(start: "program", puppet.merging(types) { own, _ in own })
    static let template = Grammar(
        start: "template",
        puppet.merging(types) { own, _ in own }.merging([
            "template": ["text", "<%- | <parameters> | -%>\n<piece><piece><piece>", "<piece><piece><piece><piece>"],
            "piece": [
                "text\n", "<%= <expression> %>", "<% if <expression> { -%>\n<piece><% } %>", "<%# comment -%>  \n",
                "<%% text %%>", "<% $x = <expression> -%>\n", "<%- <expression>.each |$v| { %><piece><% } -%>\n",
            ],
        ]) { own, _ in own })
    static let typeExpression = Grammar(start: "type", puppet.merging(types) { own, _ in own })

    private static let puppet: [String: [String]] = [
        "program": ["<statement>", "<statement>\n<statement>", "<statement>\n<statement>\n<statement>"],
        "statement": [
            "$x = 1", "$<name> = <expression>", "<call>", "notice <expression>", "<resource>", "<definition>",
            "if <expression> { <statement> } elsif <expression> { <statement> } else { <statement> }",
            "unless <expression> { <statement> }", "include <name>", "<expression>",
            "case <expression> { <expression>, <expression>: { <statement> } default: { <statement> } }",
            "[$a, $b] = <expression>", "@(\"E\"/L)\n  <string> ${<expression>}\n  | - E\n",
        ],
        "resource": [
            "notify { 'a': }", "<name> { <expression>: <attributes> ; <expression>: <attributes> }",
            "@<name> { <expression>: <attributes> }", "<reference> { <attributes> }",
            "<reference>[<expression>] { <attributes> }", "<reference> <| <expression> |> { <attributes> }",
            "<reference>[<expression>] -> <reference>[<expression>] ~> <resource>", "<reference> <<| |>>",
        ],
        "attributes": [
            "a => 1", "<name> => <expression>, <name> => <expression>", "* => <expression>", "<name> +> <expression>",
        ],
        "definition": [
            "class a { }", "class <name> (<parameters>) inherits <name> { <statement> }",
            "define <name> (<parameters>) { <statement> }", "node <name>, /<name>/ { <statement> }",
            "function <name> (<parameters>) >> <type> { <statement> }", "type <reference> = <type>",
        ],
        "parameters": ["$a", "<type> $<name> = <expression>, <type> $<name>", "$<name>, *$<name>", ""],
        "call": [
            "f()", "<name>(<expression>, <expression>)", "<expression>.<name>",
            "<name>(<expression>) |<parameters>| { <statement> }",
            "<expression>.<name>(<expression>) |$k, $v| { <expression> }", "<reference>(<expression>)",
        ],
        "expression": [
            "1", "<number>", "<string>", "$<name>", "[<expression>, <expression>]", "{<expression> => <expression>}",
            "<expression> <operator> <expression>", "(<expression>)", "!<expression>", "-<expression>", "*<expression>",
            "<expression>[<expression>]", "<expression>[<expression>, <expression>]", "<call>", "<type>",
            "<expression> ? { <expression> => <expression>, default => <expression> }", "undef", "default", "true",
            "/<name>(<name>|[a-z]+)*/", "<expression> =~ <type>", "<name>", "if <expression> { <expression> }",
        ],
        "operator": [
            "+", "-", "*", "/", "%", "<<", ">>", "==", "!=", "<", ">", "<=", ">=", "=~", "!~", "in", "and", "or", "->",
        ],
        "string": [
            "'a'", "'a\\'b\\\\'", "\"a${<expression>}b\"", "\"$<name> \\n \\u{41}\"", "''",
            "\"${<name>[<expression>]}\"",
        ],
        "number": ["0", "1", "-1", "0x1F", "0777", "1.5", "1e10", "9223372036854775807", "1.0e-300", "100000"],
        "name": [
            "a", "b", "x", "map", "each", "filter", "reduce", "sprintf", "split", "regsubst", "lookup", "with", "then",
            "merge", "flatten", "join", "to_json", "strftime", "fail", "tag", "inline_epp", "slice", "dig", "range",
            "unique", "sort", "String", "a::b", "class", "type", "facts", "title", "step", "versioncmp", "new",
        ],
        "reference": [
            "A", "Notify", "File", "Class", "Foo::Bar", "Integer", "String", "Sensitive", "Type", "Resource",
        ],
    ]

    private static let types: [String: [String]] = [
        "type": [
            "Any", "Integer[<bound>, <bound>]", "Float[<bound>]", "String[<bound>, <bound>]", "Array[<type>]",
            "Array[<type>, <bound>, <bound>]", "Hash[<type>, <type>, <bound>]", "Tuple[<type>, <type>, <bound>]",
            "Struct[{'a' => <type>, Optional['b'] => <type>}]", "Variant[<type>, <type>]", "Optional[<type>]",
            "NotUndef[<type>]", "Enum['a', 'b']", "Enum['a', true]", "Pattern[/a/, 'b+']", "Regexp['a']",
            "Type[<type>]",
            "Callable[<type>, <bound>, <bound>, <type>]", "Iterable[<type>]", "Iterator[<type>]", "Sensitive[<type>]",
            "SemVer['>=1.0.0 <2']", "SemVerRange", "Timestamp['2000-01-01', default]", "Timespan[<bound>, <bound>]",
            "Init[<type>, <bound>]", "Object[{name => 'X', attributes => {a => <type>}}]", "TypeSet[{}]", "Binary",
            "Deferred", "Error['a']", "URI[{scheme => 'http'}]", "Runtime['ruby', 'X']", "Collection[<bound>]",
            "Resource['a', 'b']", "Class['a']", "Data", "RichData", "Scalar", "Numeric", "CatalogEntry",
            "Boolean[true]",
            "<type>[<bound>]", "Undef", "Default", "Unit",
        ],
        "bound": [
            "1", "0", "-1", "default", "10", "9223372036854775807", "-9223372036854775808", "1.5", "'a'", "0, 0",
        ],
    ]
}
