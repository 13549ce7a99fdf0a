import PuppetTypes

extension BuiltinFunctions {
    static let stdlibPaths: [BuiltinFunction] = [
        .legacy("basename") { call throws(Interruption) in
            guard call.count > 0 else { throw call.fails("No arguments given") }
            guard call.count <= 2 else { throw call.fails("Too many arguments given (\(call.count))") }
            guard let path = call.text(0) else { throw call.fails("Requires string as first argument") }
            guard call.count == 1 || call.text(1) != nil else { throw call.fails("Requires string as second argument") }
            return .string(PathText.name(path, without: call.text(1)))
        },
        .legacy("dirname") { call throws(Interruption) in
            guard call.count > 0 else { throw call.fails("No arguments given") }
            guard call.count == 1 else { throw call.fails("Too many arguments given (\(call.count))") }
            guard let path = call.text(0) else { throw call.fails("Requires string as argument") }
            guard !path.isEmpty else { throw call.fails("Requires a non-empty string as argument") }
            return .string(PathText.directory(path))
        },
        BuiltinFunction(
            "stdlib::extname",
            [
                Dispatch([.required("filename", .anyString)]) { call in
                    .string(PathText.suffix(call[0].stringContent ?? ""))
                }
            ]),
    ]
}

/// Paths as Ruby's `File` has them.
enum PathText {
    static func directory(_ path: String) -> String {
        let trimmed = withoutSlashes(path)
        guard let slash = trimmed.lastIndex(of: "/") else { return trimmed.isEmpty && !path.isEmpty ? "/" : "." }
        var head = withoutSlashes(String(trimmed[..<slash]))
        if path.hasPrefix("/") {
            head = head.isEmpty ? "/" : "/" + head.drop { $0 == "/" }
        }
        return head
    }

    /// The last part of a path, without a suffix; `.*` is any suffix.
    static func name(_ path: String, without suffix: String?) -> String {
        let trimmed = withoutSlashes(path)
        if trimmed.isEmpty { return path.isEmpty ? "" : "/" }
        let name = trimmed[(trimmed.lastIndex(of: "/").map(trimmed.index(after:)) ?? trimmed.startIndex)...]
        guard let suffix, !suffix.isEmpty else { return String(name) }
        if suffix == ".*" {
            guard let point = name.lastIndex(of: "."), point > name.startIndex else { return String(name) }
            return String(name[..<point])
        }
        guard name != suffix, name.hasSuffix(suffix) else { return String(name) }
        return String(name.dropLast(suffix.count))
    }

    /// `.rb` of `a/b.rb`.
    static func suffix(_ path: String) -> String {
        let name = name(path, without: nil)
        let body = name.unicodeScalars.drop { $0 == "." }
        guard let point = body.lastIndex(of: "."), point > body.startIndex else { return "" }
        return String(body[point...])
    }

    private static func withoutSlashes(_ path: String) -> String {
        var path = path[...]
        while path.last == "/" { path = path.dropLast() }
        return String(path)
    }
}
