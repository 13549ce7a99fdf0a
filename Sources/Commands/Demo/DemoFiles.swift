import Foundation

/// What the demo writes: the master's configuration, with the demonstration keys of the codedir.
enum DemoFiles {
    static func writeConfiguration(in folder: URL, codedir: URL) throws -> Configuration {
        let keys = folder.appending(path: "keys")
        if !FileManager.default.fileExists(atPath: keys.path) {
            try FileManager.default.copyItem(at: codedir.appending(path: ".bunraku/keys"), to: keys)
        }
        let text = """
            keys:
              production: [{private_key: keys/production/private_key.pkcs7.pem, public_key: keys/production/public_key.pkcs7.pem}]
              staging: [{private_key: keys/staging/private_key.pkcs7.pem, public_key: keys/staging/public_key.pkcs7.pem}]
              feature_logtype: [{private_key: keys/feature_logtype/private_key.pkcs7.pem, public_key: keys/feature_logtype/public_key.pkcs7.pem}]
            nodes:
              prod-*: [production]
              stage-*: [staging]
            promotion:
              production: {gates: [lint], from: [staging]}
            master:
              host: 127.0.0.1
              port: 0
              ssldir: ssl
              database: reports.sqlite
              autosign: [prod-*, stage-*]

            """
        let path = folder.appending(path: "bunraku.yaml")
        try Data(text.utf8).write(to: path)
        return try Configuration.load(named: path.path, codedir: nil)
    }
}
