extension ClusterAccess {
    /// The access that a pod has through its service account, or nil outside a cluster.
    ///
    /// `environment` is the process's; `directory` is where the kubelet mounts the account.
    package static func inCluster(
        environment: [String: String], directory: String = "/var/run/secrets/kubernetes.io/serviceaccount"
    ) throws(KubernetesError) -> ClusterAccess? {
        guard let host = environment["KUBERNETES_SERVICE_HOST"], !host.isEmpty,
            let port = environment["KUBERNETES_SERVICE_PORT"], !port.isEmpty
        else { return nil }
        let authorities = try LocalFile.text("\(directory)/ca.crt")
        let namespace = try? LocalFile.text("\(directory)/namespace")
        let isIPv6 = host.contains(":") && !host.hasPrefix("[")
        var access = ClusterAccess(
            server: "https://\(isIPv6 ? "[\(host)]" : host):\(port)", trust: .authorities(pem: authorities),
            credential: .tokenFile("\(directory)/token"),
            namespace: namespace.map(LocalFile.trimmed) ?? "default")
        access.isInCluster = true
        return access
    }
}
