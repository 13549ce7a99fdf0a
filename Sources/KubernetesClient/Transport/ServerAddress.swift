import Foundation

/// The parts of a server's URL.
struct ServerAddress {
    let scheme: String
    let host: String
    let port: Int?
    let path: String

    init(_ url: String) throws(KubernetesError) {
        guard let parts = URLComponents(string: url), let scheme = parts.scheme?.lowercased(),
            ["http", "https"].contains(scheme), let host = parts.host, !host.isEmpty
        else { throw .configuration("'\(url)' is not the URL of an API server") }
        self.scheme = scheme
        self.host = host
        port = parts.port
        path = parts.path.hasSuffix("/") ? String(parts.path.dropLast()) : parts.path
    }

    /// The URL again, with another host in it where one is given.
    func url(host other: String? = nil) -> String {
        var name = other ?? host
        if name.contains(":"), !name.hasPrefix("[") { name = "[\(name)]" }
        return "\(scheme)://\(name)\(port.map { ":\($0)" } ?? "")\(path)"
    }
}
