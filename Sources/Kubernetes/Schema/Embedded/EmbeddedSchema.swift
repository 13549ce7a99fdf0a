/// The schema of Kubernetes 1.36 that is compiled in: the OpenAPI v3 definitions of a 1.36 API server without their
/// descriptions, and the resources that it serves.
///
/// A definition is one line: name, kind (`group/version/Kind`, empty for a part), and the node as JSON in the short
/// form that `SchemaFacts` reads. Lines are found at the first use, and parsed one by one as they are asked for.
enum EmbeddedSchema {
    static let definitions: [String: SchemaDefinition] = {
        var result: [String: SchemaDefinition] = [:]
        result.reserveCapacity(600)
        for chunk in [coreAToO, corePToZ, machinery, otherGroups, workloads] {
            for definition in definitions(in: chunk) { result[definition.name] = definition }
        }
        return result
    }()

    static let kinds: [GroupVersionKind: SchemaDefinition] = {
        var result: [GroupVersionKind: SchemaDefinition] = [:]
        for definition in definitions.values {
            if let gvk = definition.gvk { result[gvk] = definition }
        }
        return result
    }()

    static let resources: [APIResource] = {
        resourceLines.withUTF8Buffer { bytes in
            bytes.split(separator: UInt8(ascii: "\n")).compactMap { resource(String(decoding: $0, as: UTF8.self)) }
        }
    }()

    private static func definitions(in chunk: StaticString) -> [SchemaDefinition] {
        chunk.withUTF8Buffer { bytes in
            bytes.split(separator: UInt8(ascii: "\n")).compactMap { line in
                let space = UInt8(ascii: " ")
                guard let first = line.firstIndex(of: space),
                    let second = line[(first + 1)...].firstIndex(of: space)
                else { return nil }
                return SchemaDefinition(
                    name: String(decoding: line[..<first], as: UTF8.self),
                    gvk: gvk(String(decoding: line[(first + 1)..<second], as: UTF8.self)),
                    text: chunk, range: (second + 1)..<line.endIndex)
            }
        }
    }

    /// `apps/v1/Deployment`; `/v1/Pod` for the core group.
    private static func gvk(_ text: some StringProtocol) -> GroupVersionKind? {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 3 else { return nil }
        return GroupVersionKind(group: String(parts[0]), version: String(parts[1]), kind: String(parts[2]))
    }

    private static func resource(_ line: String) -> APIResource? {
        let fields = line.split(separator: " ")
        guard fields.count == 8, let gvk = gvk(fields[0]) else { return nil }
        return APIResource(
            gvk: gvk, plural: String(fields[1]), singular: String(fields[2]), shortNames: list(fields[4]),
            namespaced: fields[3] == "namespaced", verbs: list(fields[5]), categories: list(fields[6]),
            subresources: fields[7].split(separator: ";").compactMap(subresource))
    }

    private static func subresource(_ text: Substring) -> APIResource.Subresource? {
        let parts = text.split(separator: ":")
        guard parts.count == 3, let gvk = gvk(parts[1]) else { return nil }
        return APIResource.Subresource(name: String(parts[0]), gvk: gvk, verbs: list(parts[2]))
    }

    private static func list(_ text: Substring) -> [String] {
        text == "-" ? [] : text.split(separator: ",").map(String.init)
    }
}
