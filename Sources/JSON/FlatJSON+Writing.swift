extension FlatJSON {
    /// Writes the whole value.
    package func write(to writer: inout JSONWriter) {
        guard !nodes.isEmpty else { return }
        bytes.withUnsafeBufferPointer { write(0, of: $0, to: &writer) }
    }

    private func write(_ position: Int, of bytes: UnsafeBufferPointer<UInt8>, to writer: inout JSONWriter) {
        switch nodes[position].content {
        case .null: writer.null()
        case .boolean(let value): writer.boolean(value)
        case .integer(let value): writer.integer(value)
        case .double(let value): writer.double(value)
        case .string(let range): writer.string(utf8: UnsafeBufferPointer(rebasing: bytes[range]))
        case .array:
            writer.beginArray()
            for child in children(of: position) { write(child, of: bytes, to: &writer) }
            writer.endArray()
        case .object:
            writer.beginObject()
            for child in children(of: position) {
                writer.name(utf8: UnsafeBufferPointer(rebasing: bytes[nodes[child].name]))
                write(child, of: bytes, to: &writer)
            }
            writer.endObject()
        }
    }
}
