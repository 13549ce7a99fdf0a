import Foundation

/// What a check says of one input that did no harm: a property does not hold.
struct Violation: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

/// How a child ended.
enum Verdict: Equatable {
    case passed
    /// A property of the result does not hold.
    case violated
    case crashed
    case hung
    case tookTooMuchMemory

    private static let violationStatus: Int32 = 10
    private static let memoryStatus: Int32 = 11

    /// From the status that `waitpid` gives.
    init(status: Int32) {
        guard status & 0x7F == 0 else {
            self = .crashed
            return
        }
        switch status >> 8 & 0xFF {
        case 0: self = .passed
        case Self.violationStatus: self = .violated
        case Self.memoryStatus: self = .tookTooMuchMemory
        default: self = .crashed
        }
    }

    /// Runs the check of one input; ends the process with a status of its own when it fails.
    static func exitingOnFailure(_ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch let violation as Violation {
            Resources.say(violation.description)
            exit(violationStatus)
        }
        guard Resources.peakMemory <= Resources.memoryLimit else {
            Resources.say("the process has used \(Resources.peakMemory >> 20) MiB")
            exit(memoryStatus)
        }
    }
}

/// What a child may use.
enum Resources {
    /// Bytes in memory at once.
    static let memoryLimit = 1 << 30
    /// Address space: the evaluator's thread reserves much and uses little.
    private static let addressSpace = 16 << 30
    /// How long one input may take.
    static let patience = Duration.seconds(10)

    static func limitAddressSpace() {
        var limit = rlimit(rlim_cur: rlim_t(addressSpace), rlim_max: rlim_t(addressSpace))
        #if os(Linux)
            setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
        #else
            setrlimit(RLIMIT_AS, &limit)
        #endif
    }

    static var peakMemory: Int {
        var usage = rusage()
        #if os(Linux)
            getrusage(RUSAGE_SELF.rawValue, &usage)
            return usage.ru_maxrss << 10
        #else
            getrusage(RUSAGE_SELF, &usage)
            return usage.ru_maxrss
        #endif
    }

    static func say(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }
}
