/// The order of strings by their UTF-8 bytes, which canonical JSON sorts its members in.
extension String {
    package func precedesInUTF8(_ other: String) -> Bool {
        var (left, right) = (self, other)
        return left.withUTF8 { left in
            right.withUTF8 { UnsafeRawBufferPointer(left).precedes(UnsafeRawBufferPointer($0)) }
        }
    }
}

extension UnsafeMutableRawBufferPointer {
    /// Takes over as many bytes as there are here. Texts are short, and words are quicker than a call.
    @inline(__always)
    func copyText(_ text: UnsafeRawBufferPointer) {
        guard count >= 8, count <= 64 else {
            if count > 64 { return copyMemory(from: text) }
            for position in 0..<count { self[position] = text[position] }
            return
        }
        var position = 0
        while position + 8 <= count {
            copyWord(of: text, at: position)
            position += 8
        }
        copyWord(of: text, at: count - 8)
    }

    @inline(__always)
    private func copyWord(of text: UnsafeRawBufferPointer, at position: Int) {
        storeBytes(
            of: text.loadUnaligned(fromByteOffset: position, as: UInt64.self), toByteOffset: position, as: UInt64.self)
    }
}

extension UnsafeRawBufferPointer {
    /// Whether these bytes come before others; eight are compared at a time.
    func precedes(_ other: UnsafeRawBufferPointer) -> Bool {
        let common = Swift.min(count, other.count)
        var position = 0
        while common - position >= 8 {
            let mine = UInt64(bigEndian: loadUnaligned(fromByteOffset: position, as: UInt64.self))
            let theirs = UInt64(bigEndian: other.loadUnaligned(fromByteOffset: position, as: UInt64.self))
            if mine != theirs { return mine < theirs }
            position += 8
        }
        while position < common {
            if self[position] != other[position] { return self[position] < other[position] }
            position += 1
        }
        return count < other.count
    }

    /// Whether these are the same bytes.
    package func holdsSame(as other: UnsafeRawBufferPointer) -> Bool {
        guard count == other.count else { return false }
        var position = 0
        while count - position >= 8 {
            guard
                loadUnaligned(fromByteOffset: position, as: UInt64.self)
                    == other.loadUnaligned(fromByteOffset: position, as: UInt64.self)
            else { return false }
            position += 8
        }
        while position < count {
            guard self[position] == other[position] else { return false }
            position += 1
        }
        return true
    }
}
