import PuppetTypes

extension StdlibTypeTable {
    private static let octet = "([0-9]|[1-9][0-9]|1[0-9]{2}|2[0-4][0-9]|25[0-5])"
    private static let v4 = #"\#(octet)(\.\#(octet)){3}"#
    private static let group = "[[:xdigit:]]{1,4}"

    mutating func addAddresses() {
        add("IP::Address::V4::CIDR", pattern: #"\A\#(Self.v4)/([0-9]|[12][0-9]|3[0-2])\z"#)
        add("IP::Address::V4::Nosubnet", pattern: #"\A\#(Self.v4)\z"#)
        add("IP::Address::V4", anyOf: "IP::Address::V4::CIDR", "IP::Address::V4::Nosubnet")
        addV6("IP::Address::V6::", suffix: "(/(1([01][0-9]|2[0-8])|[1-9][0-9]|[0-9]))?")
        addV6("IP::Address::V6::Nosubnet::", suffix: "")
        add(
            "IP::Address::V6::Nosubnet", anyOf: "IP::Address::V6::Nosubnet::Full",
            "IP::Address::V6::Nosubnet::Compressed", "IP::Address::V6::Nosubnet::Alternative")
        // The letters `d` where digits are meant are stdlib's.
        let forms = Self.v6Forms(digit: "d", point: ".")
        add(
            "IP::Address::V6::CIDR",
            pattern: #"\A(\#(forms))(%.+)?s*/([0-9]|[1-9][0-9]|1[0-1][0-9]|12[0-8])?\z"#)
        add(
            "IP::Address::V6", anyOf: "IP::Address::V6::Full", "IP::Address::V6::Compressed",
            "IP::Address::V6::Alternative", "IP::Address::V6::Nosubnet")
        add("IP::Address::CIDR", anyOf: "IP::Address::V4::CIDR", "IP::Address::V6::CIDR")
        add("IP::Address::Nosubnet", anyOf: "IP::Address::V4::Nosubnet", "IP::Address::V6::Nosubnet")
        add("IP::Address", anyOf: "IP::Address::V4", "IP::Address::V6")
    }

    /// The forms of an IPv6 address: all groups, `::`, and an IPv4 address at the end.
    private mutating func addV6(_ prefix: String, suffix: String) {
        let group = Self.group
        add(prefix + "Full", pattern: #"\A\#(group)(:\#(group)){7}\#(suffix)\z"#)
        var compressed = [#"\A:(:|(:\#(group)){1,7})\#(suffix)\z"#]
        compressed += (1...6).map { #"\A(\#(group):){\#($0)}(:|(:\#(group)){1,\#(7 - $0)})\#(suffix)\z"# }
        compressed.append(#"\A(\#(group):){7}:\#(suffix)\z"#)
        add(prefix + "Compressed", .pattern(compressed))
        var alternative = [
            #"\A(\#(group):){6}\#(Self.v4)\#(suffix)\z"#, #"\A(\#(group):){5}:\#(Self.v4)\#(suffix)\z"#,
        ]
        alternative += (1...4).map {
            #"\A(\#(group):){\#(5 - $0)}(:\#(group)){0,\#($0)}:\#(Self.v4)\#(suffix)\z"#
        }
        alternative.append(#"\A:(:\#(group)){0,5}:\#(Self.v4)\#(suffix)\z"#)
        add(prefix + "Alternative", .pattern(alternative))
    }

    /// Every form in one expression, by the number of groups before `::`.
    private static func v6Forms(digit: String, point: String) -> String {
        let hex = "[0-9A-Fa-f]{1,4}"
        let octet = "(25[0-5]|2[0-4]\(digit)|1\(digit)\(digit)|[1-9]?\(digit))"
        let v4 = "(\(octet)(\(point)\(octet)){3})"
        var forms = ["((\(hex):){7}(\(hex)|:))", "((\(hex):){6}(:\(hex)|\(v4)|:))"]
        forms.append("((\(hex):){5}(((:\(hex)){1,2})|:\(v4)|:))")
        for count in (1...4).reversed() {
            let before = count == 4 ? "(:\(hex))?" : "(:\(hex)){0,\(5 - count)}"
            forms.append("((\(hex):){\(count)}(((:\(hex)){1,\(7 - count)})|(\(before):\(v4))|:))")
        }
        forms.append("(:(((:\(hex)){1,7})|((:\(hex)){0,5}:\(v4))|:))")
        return forms.joined(separator: "|")
    }

    /// What `validate_legacy` used to check with, stdlib 8.
    mutating func addCompatible() {
        let windows = #"^(([a-zA-Z]:[\\/])|([\\/][\\/][^\\/]+[\\/][^\\/]+)|([\\/][\\/]\?[\\/][^\\/]+))"#
        add("Compat::Absolute_path", pattern: windows, "^/")
        add("Compat::Array", .anyArray)
        add("Compat::Bool", .boolean(nil))
        let whole = #"^-?(?:(?:[1-9]\d*)|0)"#
        add("Compat::Float", .variant([.anyFloat, .pattern([whole + #"(?:\.\d+)(?:[eE]-?\d+)?$"#])]))
        add("Compat::Hash", .hash(key: .any, value: .any, size: nil))
        add("Compat::Integer", Self.orArray([.anyInteger, .pattern([whole + "$"])]))
        add("Compat::Numeric", Self.orArray([.numeric, .pattern([whole + #"(?:\.\d+)?(?:[eE]-?\d+)?$"#])]))
        add("Compat::String", .optional(.anyString))
        let octet = #"([0-9](?!\d)|[1-9][0-9](?!\d)|1[0-9]{2}(?!\d)|2[0-4][0-9](?!\d)|25[0-5](?!\d))"#
        let v4 = "(\(octet)[.]){3}\(octet)"
        add("Compat::Ipv4", pattern: "^(\(v4))(/(\(v4)|[0-9]+))?$")
        add("Compat::Ipv6", pattern: #"\s*(\#(Self.v6Forms(digit: #"\d"#, point: #"\."#)))(%.+)?\s*$"#)
        add("Compat::Ip_address", anyOf: "Compat::Ipv4", "Compat::Ipv6")
    }

    private static func orArray(_ types: [PuppetType]) -> PuppetType {
        .variant(types + [.array(.variant(types), size: nil)])
    }
}
