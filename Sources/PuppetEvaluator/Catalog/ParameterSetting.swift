import Diagnostics
import PuppetTypes

/// The parameters of a resource, in the order in which they were set.
typealias ParameterTable = NameTable<ParameterSetting>

/// A parameter's value and who set it where.
final class ParameterSetting {
    let key: HashedName
    private(set) var value: Value
    let source: ResourceDefinition
    private(set) var place: SourcePlace?
    /// Whether `append` made it, so that no other resource has it.
    private var isList = false
    /// What the value was made from, where the compile is traced.
    let origin: ValueOrigin?
    /// Set with `+>`.
    let isAppend: Bool
    /// Whether the finished value was found to hold no secret.
    var isPlain = false

    init(
        key: HashedName, value: Value, source: ResourceDefinition, place: SourcePlace?, origin: ValueOrigin? = nil,
        isAppend: Bool = false
    ) {
        self.key = key
        self.value = value
        self.source = source
        self.place = place
        self.origin = origin
        self.isAppend = isAppend
    }

    convenience init(
        name: String, value: Value, source: ResourceDefinition, place: SourcePlace?, origin: ValueOrigin? = nil
    ) {
        self.init(key: HashedName(name), value: value, source: source, place: place, origin: origin)
    }

    var name: String { key.text }

    /// A list of what the parameter holds already and of more elements. A list that was made here grows in place:
    /// a class may come to require thousands.
    static func list(
        _ key: HashedName, _ previous: ParameterSetting?, with elements: [Value], source: ResourceDefinition,
        at place: SourcePlace
    ) -> ParameterSetting {
        if let previous, previous.isList, previous.source === source {
            previous.append(elements, at: place)
            return previous
        }
        let known = Evaluator.flattened([previous?.value ?? .undef]).filter { !$0.isUndef }
        let setting = ParameterSetting(key: key, value: .array(known + elements), source: source, place: place)
        setting.isList = true
        return setting
    }

    private func append(_ elements: [Value], at place: SourcePlace) {
        guard case .array(var list) = value else { return }
        value = .undef
        list += elements
        value = .array(list)
        self.place = place
    }
}
