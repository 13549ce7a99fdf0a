import Diagnostics
import JSON
import OrderedCollections
import YAML

/// One or several kubeconfig files, merged as kubectl merges `$KUBECONFIG`: what a file sets first, wins.
package struct Kubeconfig: Sendable {
    package private(set) var currentContext: String?
    /// In the order in which they were read.
    package var contextNames: [String] { Array(contexts.keys) }

    private var clusters = OrderedDictionary<String, Entry>()
    private var users = OrderedDictionary<String, Entry>()
    private var contexts = OrderedDictionary<String, Entry>()

    /// A named entry together with the directory that its relative paths start from.
    private struct Entry: Sendable {
        let json: JSON
        let directory: String

        func string(_ field: String) -> String? {
            guard let text = json[field]?.string, !text.isEmpty else { return nil }
            return text
        }

        /// The content of `<field>-data`, or of the file that `<field>` names.
        func content(_ field: String) throws(KubernetesError) -> String? {
            if let encoded = string("\(field)-data") {
                return try LocalFile.decodedBase64(encoded, of: "\(field)-data")
            }
            guard let path = string(field) else { return nil }
            return try LocalFile.text(LocalFile.resolve(path, in: directory))
        }
    }

    package init() {}

    /// Reads files; of several, those that do not exist are passed over, as kubectl does.
    package static func load(paths: [String]) throws(KubernetesError) -> Kubeconfig {
        var result = Kubeconfig()
        var missing: KubernetesError?
        var isEmpty = true
        for path in paths where !path.isEmpty {
            let text: String
            do {
                text = try LocalFile.text(path)
            } catch {
                missing = error
                continue
            }
            try result.merge(text, path: path)
            isEmpty = false
        }
        if isEmpty { throw missing ?? .configuration("no kubeconfig given") }
        return result
    }

    /// Adds what a further file says and no earlier one did.
    package mutating func merge(_ text: String, path: String) throws(KubernetesError) {
        let json = try Self.parse(text, path: path)
        let directory = LocalFile.directory(of: path)
        if currentContext == nil, let context = json["current-context"]?.string, !context.isEmpty {
            currentContext = context
        }
        Self.add(json["clusters"], "cluster", directory, to: &clusters)
        Self.add(json["users"], "user", directory, to: &users)
        Self.add(json["contexts"], "context", directory, to: &contexts)
    }

    private static func add(
        _ list: JSON?, _ field: String, _ directory: String, to entries: inout OrderedDictionary<String, Entry>
    ) {
        for element in list?.array ?? [] {
            guard let name = element["name"]?.string, entries[name] == nil else { continue }
            entries[name] = Entry(json: element[field] ?? [:], directory: directory)
        }
    }

    private static func parse(_ text: String, path: String) throws(KubernetesError) -> JSON {
        let file = SourceFile(path: path, text: text)
        let parsed = YAMLParser.parse(file)
        if let problem = parsed.diagnostics.first(where: { $0.severity == .error }) {
            throw .configuration("\(path) is not a kubeconfig: \(problem.puppetDescription)")
        }
        guard let json = parsed.documents.first?.json(), json.object != nil else {
            throw .configuration("\(path) is not a kubeconfig")
        }
        return json
    }

    /// The access that a context gives; the current one when none is named.
    package func access(context name: String? = nil) throws(KubernetesError) -> ClusterAccess {
        guard let name = name ?? currentContext else {
            throw .configuration(
                "the kubeconfig has no current-context; name one of: \(contextNames.joined(separator: ", "))")
        }
        guard let context = contexts[name] else {
            throw .configuration(
                "the kubeconfig has no context '\(name)'; there are: \(contextNames.joined(separator: ", "))")
        }
        guard let clusterName = context.string("cluster"), let cluster = clusters[clusterName] else {
            throw .configuration("context '\(name)' names a cluster that the kubeconfig does not have")
        }
        guard let server = cluster.string("server"), server.hasPrefix("https://") || server.hasPrefix("http://") else {
            throw .configuration("cluster '\(clusterName)' has no server URL")
        }
        var access = ClusterAccess(
            server: server, trust: try Self.trust(cluster), tlsServerName: cluster.string("tls-server-name"),
            namespace: context.string("namespace") ?? "default")
        if let userName = context.string("user") {
            guard let user = users[userName] else {
                throw .configuration("context '\(name)' names a user that the kubeconfig does not have")
            }
            access.clientCertificate = try Self.certificate(user, name: userName)
            access.credential = try Self.credential(user, name: userName, cluster: cluster)
        }
        return access
    }

    private static func trust(_ cluster: Entry) throws(KubernetesError) -> ClusterAccess.Trust {
        if cluster.json["insecure-skip-tls-verify"]?.boolean == true { return .anything }
        return try cluster.content("certificate-authority").map { .authorities(pem: $0) } ?? .system
    }

    private static func certificate(_ user: Entry, name: String) throws(KubernetesError) -> ClusterAccess
        .ClientCertificate?
    {
        let chain = try user.content("client-certificate")
        let key = try user.content("client-key")
        switch (chain, key) {
        case (let chain?, let key?): return .init(chain: chain, key: key)
        case (nil, nil): return nil
        case (_?, nil): throw .configuration("user '\(name)' has a client certificate but no client key")
        case (nil, _?): throw .configuration("user '\(name)' has a client key but no client certificate")
        }
    }

    private static func credential(
        _ user: Entry, name: String, cluster: Entry
    ) throws(KubernetesError) -> ClusterAccess.Credential {
        if let plugin = user.json["exec"] { return .exec(try exec(plugin, user: user, name: name, cluster: cluster)) }
        // As client-go: the file, which is renewed, beats the text.
        if let path = user.string("tokenFile") { return .tokenFile(LocalFile.resolve(path, in: user.directory)) }
        if let token = user.string("token") { return .token(token) }
        if let username = user.string("username") {
            return .basic(user: username, password: user.string("password") ?? "")
        }
        if user.json["auth-provider"]?.object != nil {
            throw .configuration("user '\(name)' uses an auth-provider, which Kubernetes removed; use an exec plugin")
        }
        return .none
    }

    private static func exec(
        _ plugin: JSON, user: Entry, name: String, cluster: Entry
    ) throws(KubernetesError) -> ExecPlugin {
        guard let command = plugin["command"]?.string, !command.isEmpty else {
            throw .configuration("user '\(name)' has an exec plugin without a command")
        }
        let version = plugin["apiVersion"]?.string ?? ""
        guard ["client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1"].contains(version) else {
            throw .configuration("user '\(name)' has an exec plugin of the unknown version '\(version)'")
        }
        if plugin["interactiveMode"]?.string == "Always" {
            throw .configuration("user '\(name)' has an exec plugin that needs a terminal (interactiveMode: Always)")
        }
        var variables: [String: String] = [:]
        for variable in plugin["env"]?.array ?? [] {
            if let key = variable["name"]?.string, !key.isEmpty { variables[key] = variable["value"]?.string ?? "" }
        }
        var clusterRequest: JSON?
        if plugin["provideClusterInfo"]?.boolean == true {
            var request: JSON = ["server": .string(cluster.string("server") ?? "")]
            if let pem = try cluster.content("certificate-authority") {
                request["certificate-authority-data"] = .string(LocalFile.encodedBase64(pem))
            }
            if let serverName = cluster.string("tls-server-name") { request["tls-server-name"] = .string(serverName) }
            if cluster.json["insecure-skip-tls-verify"]?.boolean == true { request["insecure-skip-tls-verify"] = true }
            clusterRequest = request
        }
        return ExecPlugin(
            apiVersion: version,
            command: command.contains("/") ? LocalFile.resolve(command, in: user.directory) : command,
            arguments: (plugin["args"]?.array ?? []).compactMap(\.string), environment: variables,
            installHint: plugin["installHint"]?.string, cluster: clusterRequest)
    }
}
