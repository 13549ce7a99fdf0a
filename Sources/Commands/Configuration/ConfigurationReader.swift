import Diagnostics
import Foundation
import JSON
import Promotion
import PuppetCompiler
import PuppetEvaluator
import YAML

/// Reads `bunraku.yaml`. Whatever it does not know or understand is an error at its line: a setting that were
/// passed over could grant too much or too little.
struct ConfigurationReader {
    private let file: SourceFile

    static func read(_ file: SourceFile) throws -> Configuration {
        let (documents, diagnostics) = YAMLParser.parse(file)
        let wrong = diagnostics.filter { $0.severity == .error || $0.id == "duplicate_key" }
        guard wrong.isEmpty else { throw CommandFailure(wrong) }
        let reader = ConfigurationReader(file: file)
        guard documents.count <= 1 else {
            throw reader.failure("the configuration must be one document", at: documents[1])
        }
        return try reader.configuration(documents.first ?? YAMLNode(.mapping([]), range: .zero))
    }

    private func configuration(_ document: YAMLNode) throws -> Configuration {
        let settings = try section(
            document, "the configuration",
            known: [
                "codedir", "data", "external_nodes", "keys", "limits", "master", "node_terminus", "nodes", "promotion",
                "refresh_key",
            ])
        return Configuration(
            path: URL(filePath: file.path).standardizedFileURL.path, codedir: try settings["codedir"].map(string),
            keys: try settings["keys"].map(keys) ?? [:], data: try settings["data"].map(data),
            nodes: try settings["nodes"].map(nodes) ?? [],
            promotion: try settings["promotion"].map(promotion) ?? [:],
            master: try settings["master"].map(master) ?? Configuration.MasterSection(),
            refreshKey: try settings["refresh_key"].map(string),
            limits: try settings["limits"].map(limits) ?? EvaluationLimits(),
            externalNodes: try externalNodes(settings))
    }

    private func limits(_ node: YAMLNode) throws -> EvaluationLimits {
        var limits = EvaluationLimits()
        let settings = try section(node, "limits", known: EvaluationLimits.Kind.allCases.map(\.rawValue))
        for (name, value) in settings {
            guard let kind = EvaluationLimits.Kind(rawValue: name) else { continue }
            guard let number = value.json().integer, number > 0 else {
                throw failure("limits.\(name) must be a whole number above 0", at: value)
            }
            if kind == .depth, number > NodeCompiler.greatestDepth {
                throw failure(
                    "limits.depth can be \(NodeCompiler.greatestDepth) at the most, which is what the stack holds",
                    at: value)
            }
            limits[kind] = number
        }
        return limits
    }

    /// As in Puppet, a command counts only with `node_terminus: exec`.
    private func externalNodes(_ settings: [String: YAMLNode]) throws -> [String]? {
        guard let terminus = settings["node_terminus"] else {
            guard let command = settings["external_nodes"] else { return nil }
            throw failure("'external_nodes' needs 'node_terminus: exec'", at: command)
        }
        let name = try string(terminus)
        guard name == "exec" else {
            guard name == "plain" else { throw failure("'node_terminus' must be 'plain' or 'exec'", at: terminus) }
            return nil
        }
        guard let command = settings["external_nodes"] else {
            throw failure("'node_terminus: exec' needs 'external_nodes', a command", at: terminus)
        }
        let words = try string(command).split(separator: " ").map(String.init)
        guard !words.isEmpty else { throw failure("this must be a command", at: command) }
        return words
    }

    private func keys(_ node: YAMLNode) throws -> [String: [Configuration.Key]] {
        var keys: [String: [Configuration.Key]] = [:]
        for (environment, list) in try members(node, "keys", of: "environments to lists of keys") {
            guard let entries = list.sequence else {
                throw failure(
                    "keys.\(environment) must be a list of keys, each with 'private_key' and 'public_key'", at: list)
            }
            keys[environment] = try entries.map { try key($0, of: environment) }
        }
        return keys
    }

    private func key(_ entry: YAMLNode, of environment: String) throws -> Configuration.Key {
        let settings = try section(
            entry, "a key of '\(environment)'",
            known: ["private_key", "private_key_env_var", "public_key", "public_key_env_var"])
        func source(_ name: String) throws -> Configuration.KeySource? {
            let variable = settings["\(name)_env_var"]
            guard let file = settings[name] else { return try variable.map { .variable(try string($0)) } }
            if let variable { throw failure("take one of '\(name)' and '\(name)_env_var'", at: variable) }
            return .file(try string(file))
        }
        guard let privateKey = try source("private_key") else {
            throw failure(
                "every key of '\(environment)' needs 'private_key', a file, or 'private_key_env_var', the name of an environment variable",
                at: entry)
        }
        return Configuration.Key(privateKey: privateKey, publicKey: try source("public_key"))
    }

    private func data(_ node: YAMLNode) throws -> [String: [String]] {
        var folders: [String: [String]] = [:]
        for (environment, list) in try members(node, "data", of: "environments to lists of folders") {
            guard let entries = list.sequence else {
                throw failure("data.\(environment) must be a list of folders, relative to the codedir", at: list)
            }
            folders[environment] = try entries.map { entry in
                guard let folder = FileTree.normalize(try string(entry)), !folder.isEmpty else {
                    throw failure("a folder of data.\(environment) must lie below the codedir", at: entry)
                }
                return folder
            }
        }
        return folders
    }

    private func nodes(_ node: YAMLNode) throws -> [Configuration.NodeRule] {
        try members(node, "nodes", of: "certname patterns to lists of environments").map { pattern, list in
            Configuration.NodeRule(pattern: pattern, environments: try strings(list))
        }
    }

    private func promotion(_ node: YAMLNode) throws -> [String: PromotionPolicy] {
        var policies: [String: PromotionPolicy] = [:]
        for (environment, settings) in try members(node, "promotion", of: "environments to their gates") {
            let policy = try section(settings, "promotion.\(environment)", known: ["freeze", "from", "gates"])
            let gates = try policy["gates"].map(strings) ?? ["lint"]
            if let unknown = gates.first(where: { !["compile", "lint"].contains($0) }) {
                throw failure(
                    "promotion.\(environment): unknown gate '\(unknown)'; known are compile, lint",
                    at: policy["gates"] ?? settings)
            }
            policies[environment] = PromotionPolicy(
                requiresLint: gates.contains("lint"), sources: try policy["from"].map(strings),
                freeze: try policy["freeze"].map(string))
        }
        return policies
    }

    private func master(_ node: YAMLNode) throws -> Configuration.MasterSection {
        let settings = try self.section(
            node, "master",
            known: ["admins", "autosign", "database", "dns_names", "host", "port", "ssldir", "webhook_secret"])
        var section = Configuration.MasterSection()
        section.host = try settings["host"].map(string) ?? section.host
        section.port = try settings["port"].map(port) ?? section.port
        section.ssldir = try settings["ssldir"].map(string)
        section.database = try settings["database"].map(string)
        section.autosign = try settings["autosign"].map(strings) ?? []
        section.admins = try settings["admins"].map(strings) ?? []
        section.webhookSecret = try settings["webhook_secret"].map(string)
        section.dnsNames = try settings["dns_names"].map(strings) ?? []
        return section
    }
}

extension ConfigurationReader {
    /// A mapping with these keys at the most; a key without a value counts as not there.
    private func section(_ node: YAMLNode, _ name: String, known: [String]) throws -> [String: YAMLNode] {
        var settings: [String: YAMLNode] = [:]
        for (key, value) in try members(node, name, of: "settings") where value.json() != .null {
            settings[key] = value
        }
        for entry in node.mapping ?? [] {
            guard let key = entry.key.scalar?.text, !known.contains(key) else { continue }
            throw failure(
                "\(name): unknown setting '\(key)'; known are \(known.joined(separator: ", "))", at: entry.key)
        }
        return settings
    }

    private func members(_ node: YAMLNode, _ name: String, of what: String) throws -> [(String, YAMLNode)] {
        if node.json() == .null { return [] }
        guard let entries = node.mapping else { throw failure("\(name) must be a mapping of \(what)", at: node) }
        return try entries.map { entry in
            guard let key = entry.key.scalar?.text else {
                throw failure("\(name): a key must be a text", at: entry.key)
            }
            return (key, entry.value)
        }
    }

    private func string(_ node: YAMLNode) throws -> String {
        guard let text = node.json().string, !text.isEmpty else { throw failure("this must be a text", at: node) }
        return text
    }

    /// A list of texts, or one text alone.
    private func strings(_ node: YAMLNode) throws -> [String] {
        guard let nodes = node.sequence else {
            guard node.json().string != nil else { throw failure("this must be a list of texts", at: node) }
            return [try string(node)]
        }
        return try nodes.map(string)
    }

    private func port(_ node: YAMLNode) throws -> Int {
        guard let port = node.json().integer, (0...65535).contains(port) else {
            throw failure("this must be a port, 0 to 65535", at: node)
        }
        return port
    }

    private func failure(_ message: String, at node: YAMLNode) -> CommandFailure {
        CommandFailure([
            Diagnostic(id: "configuration", .init(message), at: SourcePlace(file: file, range: node.range))
        ])
    }
}
