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

    /// The attributes of the types that are in Puppet itself, metaparameters left out. Types of other modules take any.
    private static let attributes: [String: Set<String>] = attributeNames.mapValues { names in
        Set(names.split(separator: " ").map(String.init))
    }

    private static let attributeNames: [String: String] = [
        "exec":
            """
        command creates cwd environment group logoutput onlyif path provider refresh refreshonly returns \
        timeout tries try_sleep umask unless user
        """,
        "file":
            """
        backup checksum checksum_value content ctime ensure force group ignore links max_files mode mtime \
        owner path provider purge recurse recurselimit replace selinux_ignore_defaults selrange selrole \
        seltype seluser show_diff source source_permissions sourceselect staging_location target type \
        validate_cmd validate_replacement
        """,
        "filebucket": "name path port server",
        "group":
            """
        allowdupe attribute_membership attributes auth_membership ensure forcelocal gid ia_load_module \
        members name provider system
        """,
        "notify": "message name withpath",
        "package":
            """
        adminfile allow_virtual allowcdrom category command configfiles description enable_only ensure \
        flavor install_only install_options instance mark name package_settings platform provider \
        reinstall_on_refresh responsefile root source status uninstall_options vendor
        """,
        "resources": "name purge unless_system_user unless_uid",
        "schedule": "name period periodmatch range repeat weekday",
        "service":
            """
        binary control enable ensure flags hasrestart hasstatus logonaccount logonpassword manifest name \
        path pattern provider restart start status stop timeout
        """,
        "stage": "name",
        "tidy": "age backup matches max_files path recurse rmdirs size type",
        "user":
            """
        allowdupe attribute_membership attributes auth_membership auths comment ensure expiry forcelocal gid \
        groups home ia_load_module iterations key_membership keys loginclass managehome membership name \
        password password_max_age password_min_age password_warn_days profile_membership profiles project \
        provider purge_ssh_keys role_membership roles salt shell system uid
        """,
        "whit": "name",
    ]

    package static func spec(_ lowercasedName: String) -> ResourceTypeSpec? {
        guard names.contains(lowercasedName), let first = lowercasedName.first else { return nil }
        return ResourceTypeSpec(
            name: first.uppercased() + lowercasedName.dropFirst(),
            nameAttribute: nameAttributes[lowercasedName] ?? "name",
            attributes: attributes[lowercasedName].map(ResourceTypeSpec.Attributes.listed) ?? .any)
    }

    /// The names in lower case.
    static var lowercasedNames: [String] { Array(names) }

    /// Whether a capitalised type name, `File`, is one of a host's.
    package static func contains(_ typeName: String) -> Bool { names.contains(typeName.lowercased()) }
}
