extension Grammar {
    static let yaml = Grammar(
        start: "document",
        [
            "document": ["a: 1\n", "<line><line><line>", "---\n<line>...\n---\n<line>", "%YAML 1.1\n---\n<flow>\n"],
            "line": [
                "a: 1\n", "<key>: <flow>\n", "<key>:\n  - <flow>\n  - <key>: <flow>\n", "<key>: &x <flow>\n",
                "<key>: *x\n", "<key>: |-\n  text\n   more\n", "<key>: >+2\n    text\n\n", "<<: *x\n",
                "? <flow>\n: <flow>\n",
                "<key>: !!<name> <flow>\n", "<key>: \"%{lookup('<name>')}\"\n", "# comment\n",
                "<key>: ENC[PKCS7,<name>]\n",
            ],
            "flow": [
                "1", "<scalar>", "[<flow>, <flow>]", "{<key>: <flow>, <key>: <flow>}", "'it''s'",
                "\"\\x41\\u00e9\\\n x\"",
                "&y [*y]", "!ruby/sym a", "~",
            ],
            "scalar": [
                "a", "0x1F", "0o17", "017", "1_000", "1e3", ".inf", ".nan", "2001-12-14t21:59:43.10-05:00", "yes", "no",
                "190:20:30", "null", "=", "<<", "%{facts.a}", "%{alias('<name>')}", "%{hiera('<name>')}%{::x}",
                "%{literal('%')}{x}",
            ],
            "key": ["a", "<name>", "lookup_options", "a::b", "'q'", "1", "? "],
            "name": ["a", "b", "str", "binary", "int", "set", "omap", "merge", "x.y", "x.0"],
        ])

    static let json = Grammar(
        start: "value",
        [
            "value": [
                "1", "<scalar>", "[<value>, <value>]", "{\"a\": <value>, \"b\": <value>}", "[]", "{}", " \n<value>\t",
                "a = <value>\nb.c : <value>", "{a = <value>, b += <value>}", "${a}", "${?b.c} <value>", "\"\"\"x\"\"\"",
            ],
            "scalar": [
                "1", "\"a\"", "\"\\u0041\\ud83d\\ude00\\n\"", "\"\\ud800\"", "true", "null", "-0.0", "1e400", "1E+2",
                "-", "01",
                "123456789012345678901234567890", "\"\\\\\"", "\"é\"",
            ],
        ])

    static let regexp = Grammar(
        start: "pattern",
        [
            "pattern": [
                "a", "<piece><piece><piece>", "<piece>|<pattern>", "^<pattern>$", "(?imx-m:<pattern>)",
                "\\A<pattern>\\z",
            ],
            "piece": [
                "a", "<atom><count>", "(<pattern>)<count>", "(?:<pattern>)", "(?<n><pattern>)\\k<n>", "(?=<pattern>)",
                "(?!<pattern>)", "(?<=<atom>)", "(?<!<atom>)", "(?><pattern>)", "\\1", "(?#c)", "(?i)a", "\\g<n>",
            ],
            "count": ["", "*", "+", "?", "{2}", "{1,3}", "{,5}", "{2,}", "*?", "+?", "++", "*+", "{0}", "{1000}"],
            "atom": [
                "a", ".", "[a-z]", "[^a-z&&[aeiou]]", "\\d", "\\W", "\\s", "\\h", "\\b", "\\B", "[[:alpha:]]",
                "[^[:digit:]]",
                "\\p{Alpha}", "\\p{^Lu}", "\\x41", "\\u00e9", "\\u{1F600}", "\\n", "é", "[]]", "[a\\-z]", "\\R", "\\X",
                "\\K",
                "\\Z", "\\101", "\\cA",
            ],
        ])

    static let cel = Grammar(
        start: "expression",
        [
            "expression": [
                "1", "<value>", "<expression> <operator> <expression>", "<list>.<macro>", "<value>.<call>",
                "<value> ? <expression> : <expression>", "<function>(<expression>)", "(<expression>)", "!<expression>",
                "-<expression>", "cel.bind(x, <expression>, <expression>)",
            ],
            "operator": [
                "+", "-", "*", "/", "%", "==", "!=", "<", "<=", ">", ">=", "in", "&&", "||",
            ],
            "value": [
                "1", "self.name", "self.size", "self.ratio", "self.on", "self.none", "self.missing", "<list>", "<map>",
                "'a'", "'é😀'", "b'\\xff'", "1u", "1.5", "-9223372036854775808", "9223372036854775807", "true", "null",
                "duration('1h30m')", "timestamp('2020-02-29T23:59:59.5Z')", "quantity('1.5Gi')", "ip('10.0.0.1')",
                "cidr('10.0.0.0/8')", "url('https://a.b/c?d=e')", "semver('1.2.3')", "optional.of(<value>)",
                "optional.none()", "self.?name", "self[?'size']", "self.ports[0].port", "type(<value>)", "x",
            ],
            "list": [
                "[]", "[<value>, <value>]", "self.names", "self.ports", "[?<value>]", "lists.range(9)",
                "<list>.<macro>",
            ],
            "map": ["{}", "{<value>: <value>}", "self.labels", "{?'a': <value>}", "{'a': {'b': <list>}}"],
            "macro": [
                "size()", "all(x, <expression>)", "exists(x, <expression>)", "exists_one(x, <expression>)",
                "map(x, <expression>)", "map(x, <expression>, <expression>)", "filter(x, <expression>)",
                "all(i, x, <expression>)", "transformList(i, x, <expression>)", "transformMap(i, x, <expression>)",
                "transformMapEntry(i, x, <map>)", "sortBy(x, <expression>)", "sum()", "min()", "sort()", "distinct()",
                "flatten(<value>)", "slice(<value>, <value>)", "indexOf(<value>)", "join('-')", "isSorted()", "first()",
            ],
            "call": [
                "size()", "contains(<value>)", "substring(<value>, <value>)", "split(<value>)", "replace('a', <value>)",
                "matches('(a|b)*c?')", "findAll(<value>)", "format([<value>, <value>])", "charAt(<value>)", "trim()",
                "getHours()", "getFullYear('+01:00')", "add(<value>)", "compareTo(<value>)", "containsIP(<value>)",
                "masked()", "orValue(<expression>)", "value()", "name", "?a.b", "getQuery()", "major()",
            ],
            "function": [
                "string", "int", "uint", "double", "bool", "bytes", "type", "dyn", "size", "duration", "timestamp",
                "quantity", "isIP", "isURL", "math.greatest", "math.abs", "math.bitNot", "strings.quote", "has",
                "format.dns1123Label().validate", "base64.encode", "isSemver", "sets.contains([1], ",
            ],
        ])
}
