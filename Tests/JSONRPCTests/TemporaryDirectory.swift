import Glibc
import JSONRPC
import Testing

/// A directory that goes away with everything in it.
struct TemporaryDirectory: ~Copyable {
    let path: String

    init() throws {
        var template = Array("/tmp/assay-rpc-XXXXXX\0".utf8CString)
        try #require(mkdtemp(&template) != nil)
        path = String(
            decoding: template.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)),
            as: UTF8.self
        )
    }

    deinit {
        guard let directory = opendir(path) else { return }
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            unlink("\(path)/\(name)")
        }
        closedir(directory)
        rmdir(path)
    }

    /// The path of a file in it, which need not exist.
    func file(_ name: String) -> String { "\(path)/\(name)" }
}

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
