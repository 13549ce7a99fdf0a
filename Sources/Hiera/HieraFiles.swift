/// The files of one snapshot, the only way by which Hiera reads.
///
/// Paths are relative to the codedir, with `/`, without `.` and `..`: `environments/production/hiera.yaml`. An
/// implementation must not leave the codedir, not even through a symbolic link.
package protocol HieraFiles: Sendable {
    /// The content, or nil where there is no such file. Throws for a file that cannot be read.
    func read(_ path: String) throws -> [UInt8]?
    /// The files and directories that a pattern of Ruby's `Dir.glob` matches (`*`, `?`, `[a-z]`, `{a,b}`, `**/`), in its order.
    func glob(_ pattern: String) -> [String]
    func isDirectory(_ path: String) -> Bool
}
