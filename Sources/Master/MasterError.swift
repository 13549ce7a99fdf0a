import Foundation
import NIOCore

/// Why a master cannot start.
package enum MasterError: Error, Hashable, Sendable {
    case addressInUse(host: String, port: Int)
    case addressNotAvailable(host: String)
    case notPermitted(port: Int)
    case network(host: String, port: Int, reason: String)

    init(_ error: IOError, host: String, port: Int) {
        switch error.errnoCode {
        case EADDRINUSE: self = .addressInUse(host: host, port: port)
        case EADDRNOTAVAIL: self = .addressNotAvailable(host: host)
        case EACCES, EPERM: self = .notPermitted(port: port)
        default: self = .network(host: host, port: port, reason: error.description)
        }
    }
}

extension MasterError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .addressInUse(let host, let port):
            "port \(port) on \(host) is in use already: stop the server that listens there, or choose another --port"
        case .addressNotAvailable(let host):
            "this machine has no address \(host): choose another --host"
        case .notPermitted(let port):
            "listening on port \(port) is not permitted: choose a --port above 1023"
        case .network(let host, let port, let reason):
            "cannot listen on \(host) port \(port): \(reason)"
        }
    }
}
