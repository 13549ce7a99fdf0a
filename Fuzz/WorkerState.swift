import Foundation

/// Which input a worker is at, on disk, so that it outlives the worker.
struct WorkerState {
    private let input: Int32
    private let number: Int32
    let path: String

    struct Failure: Error {}

    init(path: String) throws {
        self.path = path
        input = open(path + ".input", O_RDWR | O_CREAT | O_TRUNC, 0o644)
        number = open(path + ".number", O_RDWR | O_CREAT | O_TRUNC, 0o644)
        guard input >= 0, number >= 0 else { throw Failure() }
    }

    func begin(_ count: Int, _ bytes: [UInt8]) {
        ftruncate(input, 0)
        pwrite(input, bytes, bytes.count, 0)
        finish(count)
    }

    /// Notes how many inputs were run.
    func finish(_ count: Int) {
        let text = String(count)
        pwrite(number, text, text.utf8.count, 0)
    }

    /// What a worker noted last.
    static func number(at path: String) -> Int? {
        FileManager.default.contents(atPath: path + ".number").flatMap { Int(String(decoding: $0, as: UTF8.self)) }
    }

    static func input(at path: String) -> [UInt8] {
        FileManager.default.contents(atPath: path + ".input").map { [UInt8]($0) } ?? []
    }
}
