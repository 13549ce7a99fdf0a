import PuppetTypes

extension StdlibTypeTable {
    mutating func addPaths() {
        let part = #"[\\/][\\/][^\\/]+[\\/][^\\/]+"#
        add("Windowspath", pattern: #"\A(([a-zA-Z]:[\\/])|("# + part + #")|([\\/][\\/]\?[\\/][^\\/]+)).*\z"#)
        add("Unixpath", pattern: #"\A/([^\n/\0]+/*)*\z"#)
        add("Absolutepath", anyOf: "Windowspath", "Unixpath")
        let mode = "([-+=]([rwxXst]*|[ugo]))+|[-+=][0-7]+"
        add("Filemode", pattern: #"\A(([0-7]{1,4})|(([ugoa]*\#(mode))(,([ugoa]*\#(mode)))*))\z"#)
    }

    mutating func addNames() {
        add("Base32", pattern: #"\A[a-z2-7]+={,6}\z"#, #"\A[A-Z2-7]+={,6}\z"#)
        add("Base64", pattern: #"\A[a-zA-Z0-9/\+]+={,2}\z"#)
        add("Datasize", pattern: #"^\d+(?i:[kmgt]b?|b)$"#)
        let label = "[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
        add("Email", pattern: #"\A[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@\#(label)(?:\.\#(label))*\z"#)
        let byte = "[0-9A-Fa-f]{2}"
        add("MAC", pattern: #"\A(\#(byte)[:-]){5}(\#(byte))\z"#, #"\A(\#(byte)[:-]){19}(\#(byte))\z"#)
        add("ObjectStore::GSUri", pattern: #"\Ags://.*\z"#)
        add("ObjectStore::S3Uri", pattern: #"\As3://.*\z"#)
        add("ObjectStore", anyOf: "ObjectStore::GSUri", "ObjectStore::S3Uri")
        add(
            "Syslogfacility",
            words: """
                kern user mail daemon auth syslog lpr news uucp cron authpriv ftp ntp security console solaris-cron \
                local0 local1 local2 local3 local4 local5 local6 local7
                """)
        add("Yes_no", pattern: #"\A(?i:(yes|no))\z"#)
        let name = PuppetType.string(.size(Size(1, nil)))
        add(
            "CreateResources",
            .hash(key: name, value: .hash(key: name, value: .any, size: nil), size: nil))
    }

    mutating func addNumbers() {
        add("Port", .integer(lower: 0, upper: 65535))
        add("Port::Dynamic", .integer(lower: 49152, upper: 65535))
        add("Port::Ephemeral", type("Port::Dynamic"))
        add("Port::Privileged", .integer(lower: 1, upper: 1023))
        add("Port::User", .integer(lower: 1024, upper: 49151))
        add("Port::Registered", type("Port::User"))
        add("Port::Unprivileged", .integer(lower: 1024, upper: 65535))
    }

    mutating func addEnsures() {
        add("Ensure::File", words: "present file directory link absent")
        add("Ensure::File::Directory", words: "directory absent")
        add("Ensure::File::File", words: "file absent")
        add("Ensure::File::Link", words: "link absent")
        add("Ensure::Service", words: "stopped running")
        let states = ["absent", "disabled", "installed", "latest", "present", "purged"]
        add(
            "Ensure::Package",
            .variant([.enumeration(states, caseInsensitive: false), .string(.size(Size(1, nil)))]))
    }

    mutating func addHTTP() {
        add("Http::Status", .integer(lower: 100, upper: 599))
        add("HttpStatus", type("Http::Status"))
        add(
            "Http::Method",
            words: """
                ACL BASELINE-CONTROL BIND CHECKIN CHECKOUT CONNECT COPY DELETE GET HEAD LABEL LINK LOCK MERGE \
                MKACTIVITY MKCALENDAR MKCOL MKREDIRECTREF MKWORKSPACE MOVE OPTIONS ORDERPATCH PATCH POST PRI PROPFIND \
                PROPPATCH PUT REBIND REPORT SEARCH TRACE UNBIND UNCHECKOUT UNLINK UNLOCK UPDATE UPDATEREDIRECTREF \
                VERSION-CONTROL
                """)
        add("HTTPUrl", pattern: #"(?i:\Ahttps?://.*\z)"#)
        add("HTTPSUrl", pattern: #"(?i:\Ahttps://.*\z)"#)
        add(
            "Filesource",
            .variant([
                type("Absolutepath"), type("HTTPUrl"),
                .pattern([#"\Afile:///([^\n/\0]+(/)?)+\z"#, #"\Apuppet://(([\w-]+\.?)+)?/([^\n/\0]+(/)?)+\z"#]),
            ]))
    }

    mutating func addHosts() {
        let label = #"([a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9\-]*[a-zA-Z0-9])"#
        let last = #"([A-Za-z0-9]|[A-Za-z0-9][A-Za-z0-9\-]*[A-Za-z0-9])"#
        add("Fqdn", pattern: #"\A(\#(label)\.)*\#(last)\z"#)
        add("Dns::Zone", pattern: #"\A((([a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])\.)+|\.)\z"#)
        add("Host", anyOf: "Fqdn", "IP::Address")
    }
}
