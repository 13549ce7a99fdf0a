import ArgumentParser
import Foundation
import KubernetesClient

/// Which cluster a command talks to.
struct ClusterOptions: ParsableArguments {
    @Option(help: "A kubeconfig; $KUBECONFIG, ~/.kube/config or the cluster that the agent runs in otherwise.")
    var kubeconfig: String?

    @Option(help: "The context of the kubeconfig.")
    var context: String?

    func access() throws -> ClusterAccess {
        let variables = ProcessInfo.processInfo.environment
        let named = kubeconfig ?? variables["KUBECONFIG"]
        let standard = "\(NSHomeDirectory())/.kube/config"
        if named == nil, !FileManager.default.fileExists(atPath: standard),
            let access = try ClusterAccess.inCluster(environment: variables)
        {
            return access
        }
        return try Kubeconfig.load(paths: (named ?? standard).split(separator: ":").map(String.init)).access(
            context: context)
    }
}
