/// All that a sandbox knows at one moment, for others to start from.
package struct SandboxSnapshot: Sendable {
    let objects: ObjectStore.Snapshot
    let addresses: AddressPool
}
