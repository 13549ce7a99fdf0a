import Foundation
import Promotion
import PuppetEvaluator

/// `bunraku.yaml`: what a master and the commands beside it are told, outside of every environment.
struct Configuration: Sendable {
    /// The file, or nil where there is none and everything has its default.
    let path: String?
    let codedir: String?
    /// Which private keys an environment may use; nil where no configuration says, and then any key that the
    /// user can read may be used.
    let keys: [String: [Key]]?
    /// Which folders of data, relative to the codedir, an environment may read beside its own; nil where no
    /// configuration says, and then all read `hieradata`.
    let data: [String: [String]]?
    /// Certname patterns and the environments that they may ask for, in order.
    let nodes: [NodeRule]
    let promotion: [String: PromotionPolicy]
    let master: MasterSection
    /// A file with the key of refresh digests.
    let refreshKey: String?
    /// Bounds on every compile, by masters and commands.
    let limits: EvaluationLimits
    /// The program that classifies nodes, and its first arguments; nil where none is asked.
    let externalNodes: [String]?

    struct Key: Hashable, Sendable {
        let privateKey: KeySource
        let publicKey: KeySource?
    }

    /// Where the PEM text of a key is.
    enum KeySource: Hashable, Sendable {
        case file(String)
        /// An environment variable of the program that reads the configuration.
        case variable(String)
    }

    struct NodeRule: Hashable, Sendable {
        let pattern: String
        let environments: [String]
    }

    struct MasterSection: Hashable, Sendable {
        var host = "0.0.0.0"
        var port = 8140
        var ssldir: String?
        var database: String?
        var autosign: [String] = []
        var admins: [String] = []
        var webhookSecret: String?
        var dnsNames: [String] = []
    }

    static let none = Configuration(
        path: nil, codedir: nil, keys: nil, data: nil, nodes: [], promotion: [:], master: MasterSection(),
        refreshKey: nil,
        limits: EvaluationLimits(), externalNodes: nil)

    /// The folder that the file's relative paths are relative to.
    var folder: String {
        path.map { URL(filePath: $0).deletingLastPathComponent().path } ?? FileManager.default.currentDirectoryPath
    }

    func resolve(_ path: String) -> String {
        path.hasPrefix("/") ? path : URL(filePath: "\(folder)/\(path)").standardizedFileURL.path
    }

    /// Reads the file that was named, or else the first of `./bunraku.yaml` and `CODEDIR/.bunraku/bunraku.yaml`.
    static func load(named path: String?, codedir: String?) throws -> Configuration {
        if let path { return try ConfigurationReader.read(try InputFile.source(path, "the configuration")) }
        for path in ["bunraku.yaml", "\(codedir.map { "\($0)/" } ?? "").bunraku/bunraku.yaml"]
        where FileManager.default.fileExists(atPath: path) {
            return try ConfigurationReader.read(try InputFile.source(path, "the configuration"))
        }
        return .none
    }
}
