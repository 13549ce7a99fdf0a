package import PuppetEvaluator

/// Puppet's own resource types, known by name so that existing modules compile.
///
/// The agent reports their resources as not applicable to a cluster; only `notify` does something: it is logged.
package enum HostTypes {
    /// Type and name attribute, from Puppet's types: where the title stands for another attribute than `name`.
    private static let nameAttributes: [String: String] = [
        "file": "path", "exec": "command", "ssh_authorized_key": "name", "augeas": "name", "tidy": "path",
        "filebucket": "name", "host": "name", "mount": "name", "cron": "name", "notify": "name", "stage": "name",
        "schedule": "name", "resources": "name", "whit": "name", "component": "name",
    ]

    private static let names: Set<String> = [
        "anchor", "augeas", "computer", "cron", "exec", "file", "file_line", "filebucket", "group", "host",
        "interface", "k5login", "macauthorization", "mailalias", "maillist", "mcx", "mount", "nagios_command",
        "nagios_contact", "nagios_host", "nagios_service", "notify", "package", "resources", "router", "schedule",
        "scheduled_task", "selboolean", "selmodule", "service", "ssh_authorized_key", "sshkey", "stage", "tidy",
        "user", "vlan", "whit", "yumrepo", "zfs", "zone", "zpool",
    ]

    package static func spec(_ lowercasedName: String) -> ResourceTypeSpec? {
        guard names.contains(lowercasedName), let first = lowercasedName.first else { return nil }
        return ResourceTypeSpec(
            name: first.uppercased() + lowercasedName.dropFirst(),
            nameAttribute: nameAttributes[lowercasedName] ?? "name")
    }

    /// The names in lower case.
    static var lowercasedNames: [String] { Array(names) }

    /// Whether a capitalised type name, `File`, is one of a host's.
    package static func contains(_ typeName: String) -> Bool { names.contains(typeName.lowercased()) }
}
