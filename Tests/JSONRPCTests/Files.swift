import Glibc
import JSONRPC
import Testing

/// The status of a file, or nothing when there is none.
func status(of path: String) -> stat? {
    var status = stat()
    return lstat(path, &status) == 0 ? status : nil
}

/// Everything that can be read from a descriptor until its end.
func readAll(_ descriptor: CInt) -> String {
    var text: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
        let count = read(descriptor, &chunk, chunk.count)
        guard count > 0 else { return String(decoding: text, as: UTF8.self) }
        text += chunk.prefix(count)
    }
}

/// Writes a text that a descriptor takes at once.
func write(_ text: String, to descriptor: CInt) {
    let bytes = Array(text.utf8)
    #expect(write(descriptor, bytes, bytes.count) == bytes.count)
}
