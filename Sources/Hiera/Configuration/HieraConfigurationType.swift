import PuppetTypes

/// What a `hiera.yaml` of version 5 may hold, as Puppet has it.
enum HieraConfigurationType {
    static let backendKeys = ["data_hash", "lookup_key", "data_dig", "hiera3_backend"]
    static let locationKeys = ["path", "paths", "glob", "globs", "uri", "uris", "mapped_paths"]

    static let configuration = PuppetType.structure([
        StructElement(name: "version", isOptional: false, type: .integer(lower: 5, upper: 5)),
        optional("defaults", defaults), optional("hierarchy", hierarchy), optional("plan_hierarchy", hierarchy),
        optional("default_hierarchy", hierarchy),
    ])

    private static let text = PuppetType.string(.size(Size(1, nil)))
    private static let texts = PuppetType.array(text, size: Size(1, nil))

    /// Begins with a letter, ends with a letter or a digit.
    private static let optionName = PuppetType.pattern(["\\A[A-Za-z](:?[0-9A-Za-z_-]*[0-9A-Za-z])?\\z"])
    private static let options = PuppetType.hash(key: optionName, value: .data, size: nil)

    private static let defaults = PuppetType.structure([
        optional("data_hash", text), optional("lookup_key", text), optional("data_dig", text),
        optional("datadir", text), optional("options", options),
    ])

    private static let hierarchy = PuppetType.array(
        .structure([
            StructElement(name: "name", isOptional: false, type: text), optional("options", options),
            optional("data_hash", text), optional("lookup_key", text), optional("hiera3_backend", text),
            optional("data_dig", text), optional("path", text), optional("paths", texts), optional("glob", text),
            optional("globs", texts), optional("uri", text), optional("uris", texts),
            optional("mapped_paths", .array(text, size: Size(3, 3))), optional("datadir", text),
        ]), size: nil)

    private static func optional(_ name: String, _ type: PuppetType) -> StructElement {
        StructElement(name: name, isOptional: true, type: type)
    }
}
