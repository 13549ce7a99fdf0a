import Diagnostics
import OrderedCollections
import PuppetTypes

/// A value on its way up through the layers.
struct Found {
    var value: Value
    /// Where its parts come from, the highest priority first.
    var sources: [DataSource]
    /// Whether the value is the same whatever the variables are.
    var isStatic: Bool

    struct DataSource {
        let provider: Provider
        let key: HashedName
        /// What the provider gave.
        let value: Value

        enum Provider {
            case file(DataFile)
            /// A backend that is a function, with the place of the level that names it.
            case function(String, SourcePlace)
        }

        /// The place of the value, or of what lies under the segments; nil for what stands in no file.
        func place(_ segments: [LookupKey.Segment] = []) -> SourcePlace? {
            if case .file(let file) = provider { file.place(of: key, segments) } else { nil }
        }
    }
}

extension HieraEngine {
    /// A whole lookup: options, layers, sub-keys, conversion.
    func answer(
        _ text: String, _ merge: MergeStrategy?, _ module: String?, _ invocation: LookupInvocation
    ) throws(HieraError) -> HieraAnswer? {
        if text.utf8.first == UInt8(ascii: "l"),
            text == LookupKey.lookupOptions.text || text.hasPrefix("lookup_options.")
        {
            invocation.explainer?.push(.invalidKey("lookup_options"))
            invocation.explainer?.pop()
            return nil
        }
        let key = try LookupKey(text)
        let module = module ?? key.moduleName
        if invocation.explainer?.showsOptionsOnly == true {
            _ = try lookup(.lookupOptions, .hash, module, invocation)
            return HieraAnswer(value: .undef)
        }
        let options = try lookupOptions(module, invocation)[key] ?? [:]
        var strategy = merge
        if strategy == nil, let value = options["merge"], value != .undef {
            strategy = try MergeStrategy(value)
            invocation.explainer?.reportMergeSource("lookup_options")
        }
        let conversion = options["convert_to"].flatMap(Self.conversion)
        guard
            let (found, strategy) = try search(
                key, strategy ?? .first, module, invocation, masked: conversion?.isSensitive ?? false)
        else { return nil }
        let place = Self.place(of: found, key)
        let sources = DataSources(
            found: found.sources, prefix: key.path(in: found.sources.first?.value), merge: strategy)
        guard let conversion else { return HieraAnswer(value: found.value, place: place, sources: sources) }
        // The first is a type, given as its text.
        let shown = conversion.arguments.enumerated().map { position, argument in
            position == 0
                ? argument.stringContent ?? ""
                : argument.holdsSecret ? Explainer.masked : ValueFormatter.programmatic(argument)
        }
        let description = "Applying convert_to lookup_option with arguments [\(shown.joined(separator: ", "))]"
        if conversion.isSensitive {
            invocation.explainer?.reportText(description)
            return HieraAnswer(value: found.value.madeSensitive, place: place, sources: sources)
        }
        let converted: Value?
        do throws(HieraError) {
            converted = try invocation.converted(found.value, conversion.arguments, key: text)
        } catch {
            throw error.noting("the value of '\(text)' comes from", place)
        }
        guard let value = converted else {
            return HieraAnswer(
                value: found.value, place: place, convertTo: conversion.arguments, sources: sources)
        }
        invocation.explainer?.reportText(description)
        return HieraAnswer(value: value, place: place, sources: sources)
    }

    /// What `%{lookup('…')}` and `%{alias('…')}` stand for.
    func interpolatedLookup(_ key: String, _ invocation: LookupInvocation) throws(HieraError) -> Value? {
        try answer(key, nil, nil, invocation)?.value
    }

    private static func conversion(_ value: Value) -> (arguments: [Value], isSensitive: Bool)? {
        let arguments: [Value]
        switch value {
        case .undef: return nil
        case .array(let elements): arguments = elements
        default: arguments = [value]
        }
        return (arguments, arguments.count == 1 && arguments[0].stringContent == "Sensitive")
    }

    private static func place(of found: Found, _ key: LookupKey) -> SourcePlace? {
        found.sources.first?.place(key.segments)
    }

    /// What is found, and how it was merged: a module's `default_hierarchy` has a strategy of its own.
    private func search(
        _ key: LookupKey, _ strategy: MergeStrategy, _ module: String?, _ invocation: LookupInvocation, masked: Bool
    ) throws(HieraError) -> (found: Found, strategy: MergeStrategy)? {
        let wasMasked = invocation.explainer?.masksValues ?? false
        invocation.explainer?.masksValues = wasMasked || masked
        invocation.explainer?.push(.search(key.text))
        defer {
            invocation.explainer?.pop()
            invocation.explainer?.masksValues = wasMasked
        }
        if let found = try lookup(key, strategy, module, invocation),
            let value = try key.dig(found.value, explainer: invocation.explainer, from: found.sources)
        {
            return (Found(value: value, sources: found.sources, isStatic: found.isStatic), strategy)
        }
        guard let module, let (found, strategy) = try lookupDefault(key, module, invocation),
            let value = try key.dig(found.value, explainer: invocation.explainer, from: found.sources)
        else { return nil }
        return (Found(value: value, sources: found.sources, isStatic: found.isStatic), strategy)
    }

    /// The root key through the three layers.
    private func lookup(
        _ key: LookupKey, _ strategy: MergeStrategy, _ module: String?, _ invocation: LookupInvocation
    ) throws(HieraError) -> Found? {
        try combine(strategy, Self.layers(module), invocation, { $0.name(ifIn: invocation) }) {
            layer throws(HieraError) in
            try lookup(key, strategy, in: layer, invocation)
        }
    }

    /// One layer; nil too when it has no configuration.
    func lookup(
        _ key: LookupKey, _ strategy: MergeStrategy, in layer: LayerKind, _ invocation: LookupInvocation
    ) throws(HieraError) -> Found? {
        guard let state = try invocation.layer(layer) else {
            if let module = layer.moduleName { report(noDataOf: module, invocation) }
            return nil
        }
        return try lookup(key, strategy, in: state.resolved, state.configuration, layer, invocation)
    }

    private func report(noDataOf module: String, _ invocation: LookupInvocation) {
        if modules[module] == nil {
            invocation.explainer?.reportModuleNotFound(module)
        } else {
            invocation.explainer?.reportModuleProviderNotFound(module)
        }
    }

    private func lookupDefault(
        _ key: LookupKey, _ module: String, _ invocation: LookupInvocation
    ) throws(HieraError) -> (found: Found, strategy: MergeStrategy)? {
        let layer = LayerKind.module(module)
        guard let state = try invocation.layer(layer),
            let resolved = try state.defaultHierarchy(self, invocation)
        else { return nil }
        let configuration = state.configuration
        invocation.explainer?.push(.scope("Searching default_hierarchy of module \"\(module)\""))
        defer { invocation.explainer?.pop() }
        let options = try lookupDefault(.lookupOptions, .hash, in: resolved, configuration, layer, invocation)
        var strategy = MergeStrategy.first
        if let options {
            let place = { options.sources.first?.place() }
            try LookupOptions.validate(options.value, module: module, place: place)
            if let merge = try LookupOptions(options.value, place: place)[key]?["merge"], merge != .undef {
                strategy = try MergeStrategy(merge)
            }
        }
        return try lookupDefault(key, strategy, in: resolved, configuration, layer, invocation).map { ($0, strategy) }
    }

    private func lookupDefault(
        _ key: LookupKey, _ strategy: MergeStrategy, in resolved: ResolvedHierarchy,
        _ configuration: HieraConfiguration, _ layer: LayerKind, _ invocation: LookupInvocation
    ) throws(HieraError) -> Found? {
        invocation.explainer?.push(.scope("Searching for \"\(key.text)\""))
        defer { invocation.explainer?.pop() }
        return try lookup(key, strategy, in: resolved, configuration, layer, invocation)
    }

    private func lookup(
        _ key: LookupKey, _ strategy: MergeStrategy, in resolved: ResolvedHierarchy,
        _ configuration: HieraConfiguration, _ layer: LayerKind, _ invocation: LookupInvocation
    ) throws(HieraError) -> Found? {
        try invocation.check(key.text) { () throws(HieraError) in
            let explainer = invocation.explainer
            explainer?.push(.layer(layer, configuration: configuration.source.path))
            defer { explainer?.pop() }
            guard !resolved.entries.isEmpty else {
                explainer?.reportNotFound(key.text)
                return nil
            }
            if case .first = strategy, invocation.isQuiet {
                return try first(key, in: resolved, configuration, layer, invocation)
            }
            var count = 0
            defer { invocation.recorder?.record(.key(key.root.text, resolved.levels, count: count)) }
            return try combine(strategy, resolved.entries, invocation, \.explainedName) { entry throws(HieraError) in
                explainer?.push(.entry(entry))
                defer { explainer?.pop() }
                if let backend = backend(entry, configuration, layer, invocation) {
                    return try ask(backend, key, strategy)
                }
                guard let locations = entry.locations, entry.hasAllowedOptions else { throw .noLocation(entry.entry) }
                return try combine(strategy, locations, invocation, \.explainedName) { location throws(HieraError) in
                    explainer?.push(.location(path: location.path, original: location.original))
                    defer { explainer?.pop() }
                    count = max(count, location.index + 1)
                    return try value(key.root, entry, location, invocation)
                }
            }
        }
    }

    /// The first value in a hierarchy, where nobody is told how it was found.
    private func first(
        _ key: LookupKey, in resolved: ResolvedHierarchy, _ configuration: HieraConfiguration, _ layer: LayerKind,
        _ invocation: LookupInvocation
    ) throws(HieraError) -> Found? {
        for entry in resolved.entries {
            if let backend = backend(entry, configuration, layer, invocation) {
                if let found = try ask(backend, key, .first) { return found }
                continue
            }
            guard let locations = entry.locations, entry.hasAllowedOptions else { throw .noLocation(entry.entry) }
            for location in locations {
                if let found = try value(key.root, entry, location, invocation) { return found }
            }
        }
        return nil
    }

    /// The backend of a level that is a function; nil for one that reads files.
    private func backend(
        _ entry: ResolvedEntry, _ configuration: HieraConfiguration, _ layer: LayerKind, _ invocation: LookupInvocation
    ) -> BackendLookup? {
        guard case .function(let kind, let function) = entry.entry.backend else { return nil }
        return BackendLookup(
            engine: self, kind: kind, function: function, entry: entry, layer: layer, configuration: configuration,
            invocation: invocation)
    }

    /// A backend that is a function, for all of its level's locations.
    private func ask(
        _ backend: BackendLookup, _ key: LookupKey, _ strategy: MergeStrategy
    ) throws(HieraError) -> Found? {
        guard let locations = backend.entry.locations else { return try backend.find(key, nil) }
        let explainer = backend.invocation.explainer
        return try combine(strategy, locations, backend.invocation, \.explainedName) { location throws(HieraError) in
            explainer?.push(
                location.isURI
                    ? .uri(location.path, original: location.original)
                    : .location(path: location.path, original: location.original))
            defer { explainer?.pop() }
            return try backend.find(key, location)
        }
    }

    /// What a merge strategy makes of the values that the variants give.
    private func combine<Variant>(
        _ strategy: MergeStrategy, _ variants: [Variant], _ invocation: LookupInvocation,
        _ name: (Variant) -> String?, _ find: (Variant) throws(HieraError) -> Found?
    ) throws(HieraError) -> Found? {
        if case .first = strategy {
            for (position, variant) in variants.enumerated() {
                guard let found = try find(variant) else { continue }
                invocation.explainer?.reportNotAsked(variants.dropFirst(position + 1).compactMap(name))
                return found
            }
            return nil
        }
        if variants.isEmpty { return nil }
        if variants.count == 1 {
            guard var found = try find(variants[0]) else { return nil }
            found.value = strategy.single(found.value)
            return found
        }
        invocation.explainer?.push(.merge(strategy))
        defer { invocation.explainer?.pop() }
        var result: Found?
        for variant in variants {
            guard let found = try find(variant) else { continue }
            guard let high = result else {
                result = Found(
                    value: strategy.start(found.value), sources: found.sources, isStatic: found.isStatic)
                continue
            }
            do throws(HieraError) {
                result = Found(
                    value: try strategy.merge(high.value, found.value), sources: high.sources + found.sources,
                    isStatic: high.isStatic && found.isStatic)
            } catch {
                throw error.placed(at: found.sources.first?.place())
            }
        }
        if let result { invocation.explainer?.reportResult(result.value, from: result.sources, strategy) }
        return result
    }
}

extension Value {
    fileprivate var madeSensitive: Value { if case .sensitive = self { self } else { .sensitive(self) } }
}

extension ResolvedEntry {
    /// `yaml_data` and its like take nothing but a path.
    fileprivate var hasAllowedOptions: Bool {
        if case .dataHash = entry.backend { options.isEmpty } else { true }
    }
}

extension HieraError {
    /// The words of the built-in functions for options that they cannot use.
    fileprivate static func noLocation(_ entry: HierarchyEntry) -> HieraError {
        let (function, kind) =
            switch entry.backend {
            case .dataHash(let format): ("'\(format.rawValue)_data'", "data_hash")
            case .eyamlLookupKey: ("'eyaml_lookup_key':", "lookup_key")
            case .function(let kind, let function): ("'\(function)'", kind.rawValue)
            }
        return HieraError(
            .configuration,
            "\(function) one of 'path', 'paths' 'glob', 'globs' or 'mapped_paths' must be declared in hiera.yaml when using this \(kind) function",
            at: entry.place, isCallFailure: true)
    }
}

extension LayerKind {
    /// The name of a layer that can be asked, as `explain` shows it; one without a configuration cannot.
    fileprivate func name(ifIn invocation: LookupInvocation) -> String? {
        guard let layer = try? invocation.session.layer(self, invocation) else { return nil }
        return layer.kind.explainedName
    }
}
