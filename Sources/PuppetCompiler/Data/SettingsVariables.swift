import OrderedCollections
import PuppetTypes

/// The variables of `$settings::`: what Puppet's settings are in a server of ours.
///
/// Settings that name a file or a folder say where Puppet's packages have it: a catalog does not depend on where its
/// server keeps things.
package enum SettingsVariables {
    /// The version of the language and of the catalogs, `$serverversion`.
    package static let serverVersion = "8.10.0"

    static func values(_ configuration: EnvironmentConfiguration, serverName: String?) -> PuppetHash {
        var values = fixed.merging(paths) { value, _ in value }
        values["config_version"] = .string(configuration.configVersion ?? "")
        if let serverName {
            for name in ["certname", "server", "ca_server", "report_server", "node_name_value"] {
                values[.string(name)] = .string(serverName)
            }
        }
        return values
    }

    private static let fixed: PuppetHash = [
        "log_level": "notice", "disable_warnings": .array([]), "merge_dependency_warnings": false,
        "strict": "error", "strict_variables": true, "strict_environment_mode": false, "static_catalogs": false,
        "versioned_environment_dirs": false, "rich_data": true, "profile": false, "trace": false, "noop": false,
        "onetime": false, "environment": "production", "default_manifest": "./manifests",
        "disable_per_environment_manifest": false, "environment_timeout": 0, "node_terminus": "plain",
        "catalog_terminus": "compiler", "data_binding_terminus": "hiera", "storeconfigs": false,
        "storeconfigs_backend": "puppetdb", "reports": "store", "report": true, "digest_algorithm": "sha256",
        "certname": "puppet", "server": "puppet", "ca_server": "puppet", "report_server": "puppet",
        "node_name_value": "puppet", "node_name_fact": "", "masterport": 8140, "serverport": 8140, "ca_port": 8140,
        "report_port": 8140, "runinterval": 1800, "runtimeout": 3600, "splay": false, "splaylimit": 1800,
        "usecacheonfailure": true, "use_cached_catalog": false, "ignoreschedules": false, "default_schedules": true,
        "pluginsync": true, "preprocess_deferred": false, "include_legacy_facts": false, "show_diff": false,
        "daemonize": true, "waitforcert": 120, "tags": "", "skip_tags": "", "freeze_main": false,
        "dns_alt_names": "", "user": "puppet", "group": "puppet", "code": "", "trusted_external_command": .undef,
        "graph": false, "tasks": false, "keylength": 4096, "key_type": "rsa", "ca_ttl": 157_680_000,
        "config_file_name": "puppet.conf", "filetimeout": 15, "http_connect_timeout": 120, "http_read_timeout": 600,
    ]

    private static let paths: PuppetHash = {
        let configuration = "/etc/puppetlabs/puppet"
        let code = "/etc/puppetlabs/code"
        let data = "/opt/puppetlabs/server/data/puppetserver"
        let certificates = "\(configuration)/ssl"
        let texts = [
            "confdir": configuration, "config": "\(configuration)/puppet.conf", "codedir": code,
            "environmentpath": "\(code)/environments",
            "basemodulepath": "\(code)/modules:/opt/puppetlabs/puppet/modules",
            "hiera_config": "\(configuration)/hiera.yaml", "autosign": "\(configuration)/autosign.conf",
            "fileserverconfig": "\(configuration)/fileserver.conf", "route_file": "\(configuration)/routes.yaml",
            "vardir": data, "statedir": "\(data)/state", "libdir": "\(data)/lib", "reportdir": "\(data)/reports",
            "yamldir": "\(data)/yaml", "bucketdir": "\(data)/bucket", "clientbucketdir": "\(data)/clientbucket",
            "server_datadir": "\(data)/server_data", "logdir": "/var/log/puppetlabs/puppetserver",
            "rundir": "/var/run/puppetlabs/puppetserver", "ssldir": certificates, "certdir": "\(certificates)/certs",
            "privatekeydir": "\(certificates)/private_keys", "publickeydir": "\(certificates)/public_keys",
            "requestdir": "\(certificates)/certificate_requests", "localcacert": "\(certificates)/certs/ca.pem",
            "hostcrl": "\(certificates)/crl.pem", "cadir": "/etc/puppetlabs/puppetserver/ca",
            "cacert": "/etc/puppetlabs/puppetserver/ca/ca_crt.pem",
            "cacrl": "/etc/puppetlabs/puppetserver/ca/ca_crl.pem",
        ]
        var values = PuppetHash()
        for (name, text) in texts.sorted(by: { $0.key < $1.key }) { values[.string(name)] = .string(text) }
        return values
    }()
}
