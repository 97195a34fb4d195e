package import JSON

/// Makes messages of what a plugin writes to its standard output, and sets aside what is none.
///
/// Objects may be written in any layout, one after another; a line that begins with anything but a
/// bracket is foreign: a stray print, which is for the log.
package struct PluginOutputReader {
    package enum Item {
        case message(JSONValue)
        /// A line, or a broken message, that is no JSON-RPC; the words are for people.
        case foreign(String)
        /// A message beyond the limits: its reply is lost, and nobody can tell whose.
        case excessive(String)
    }

    /// Of a foreign line no more than this is kept.
    package static let foreignByteCountMax = 1000

    private let limits: JSONLimits
    private var scanner: MessageScanner
    private var foreign: [UInt8]?

    package init(limits: JSONLimits) {
        self.limits = limits
        scanner = MessageScanner(limits: limits)
    }

    /// Takes in the bytes that follow those before, and hands on what they complete.
    package mutating func read(_ bytes: some Collection<UInt8>) -> [Item] {
        var items: [Item] = []
        var rest = Array(bytes)[...]
        while !rest.isEmpty {
            // Line by line, so that what follows a message is looked at by itself.
            let end = rest.firstIndex(of: Self.newline).map { $0 + 1 } ?? rest.endIndex
            take(rest[..<end], into: &items)
            rest = rest[end...]
        }
        return items
    }

    private mutating func take(_ line: ArraySlice<UInt8>, into items: inout [Item]) {
        guard foreign == nil, !scanner.isBetweenMessages || Self.canBeginMessage(line) else {
            addForeign(line, into: &items)
            return
        }
        scanner.append(line)
        while let scanned = scanner.next(.pause) { items.append(item(scanned)) }
    }

    private mutating func addForeign(_ line: ArraySlice<UInt8>, into items: inout [Item]) {
        let isWhole = line.last == Self.newline
        let text = (foreign ?? []) + line.dropLast(isWhole ? 1 : 0)
        foreign = Array(text.prefix(Self.foreignByteCountMax))
        guard isWhole, let whole = foreign else { return }
        foreign = nil
        if whole.contains(where: { !Self.isBlank($0) }) {
            items.append(.foreign(String(decoding: whole, as: UTF8.self)))
        }
    }

    private func item(_ scanned: ScannedMessage) -> Item {
        switch scanned {
        case .message(let bytes, _):
            do {
                return .message(try JSONValue(parsing: bytes, limits: limits))
            } catch {
                let text = String(
                    decoding: bytes.prefix(Self.foreignByteCountMax),
                    as: UTF8.self
                )
                return .foreign("\(text) (\(error.description))")
            }
        case .fault(let fault):
            switch fault.reason {
            case .tooLarge, .tooDeep: return .excessive(fault.reason.description)
            case .unexpected, .headers, .endOfInput:
                return .foreign("a broken message: \(fault.reason.description)")
            }
        }
    }

    private static let newline = UInt8(ascii: "\n")

    private static func isBlank(_ byte: UInt8) -> Bool { byte <= UInt8(ascii: " ") }

    private static func canBeginMessage(_ line: ArraySlice<UInt8>) -> Bool {
        guard let first = line.first(where: { !isBlank($0) }) else { return true }
        return first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
    }
}
