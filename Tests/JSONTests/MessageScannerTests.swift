import JSON
import Testing

@Suite struct MessageScannerTests {
    /// What a scanner found, in a form that is easy to compare and to read.
    enum Found: Equatable, CustomStringConvertible {
        case line(String)
        case value(String)
        case headed(String)
        case fault(String)

        init(_ message: ScannedMessage) {
            switch message {
            case .message(let bytes, .bare(let newlineFollowed)):
                let text = String(decoding: bytes, as: UTF8.self)
                self = newlineFollowed ? .line(text) : .value(text)
            case .message(let bytes, .headed):
                self = .headed(String(decoding: bytes, as: UTF8.self))
            case .fault(let fault): self = .fault(fault.reason.description)
            }
        }

        var description: String {
            switch self {
            case .line(let text): "line(\(text))"
            case .value(let text): "value(\(text))"
            case .headed(let text): "headed(\(text))"
            case .fault(let text): "fault(\(text))"
            }
        }
    }

    static func scan(
        _ pieces: [some Collection<UInt8>],
        then outlook: MessageScanner.Outlook = .end,
        limits: JSONLimits = .standard
    ) -> [Found] {
        var scanner = MessageScanner(limits: limits)
        var found: [Found] = []
        for piece in pieces {
            scanner.append(piece)
            while let message = scanner.next(.more) { found.append(Found(message)) }
        }
        while let message = scanner.next(outlook) { found.append(Found(message)) }
        return found
    }

    static func scan(_ text: String, limits: JSONLimits = .standard) -> [Found] {
        scan([Array(text.utf8)], limits: limits)
    }

    static let mixture = """
        {"a":[1,"}\\"]"]}
        [1,\r
         {"b":null}] {"c":"\\\\"}"s"12 true
        Content-Length: 7\r\n\r\n{"d":1}content-type: x; charset=utf-8
        CONTENT-LENGTH:2

        {}-1e5
        """

    static let mixtureFound: [Found] = [
        .line(#"{"a":[1,"}\"]"]}"#), .value("[1,\r\n {\"b\":null}]"), .value(#"{"c":"\\"}"#),
        .value("\"s\""), .value("12"), .line("true"), .headed(#"{"d":1}"#), .headed("{}"),
        .value("-1e5"),
    ]

    @Test func `all framings may follow one another`() {
        #expect(Self.scan(Self.mixture) == Self.mixtureFound)
    }

    @Test func `messages are the same however the input is cut in three`() {
        let bytes = Array(Self.mixture.utf8)
        for first in 0...bytes.count {
            for second in first...bytes.count {
                let pieces = [bytes[..<first], bytes[first..<second], bytes[second...]]
                let found = Self.scan(pieces)
                #expect(found == Self.mixtureFound, "cut at \(first) and \(second)")
            }
        }
    }

    @Test(arguments: [
        #"{"a":"\""}"# + "\n[]", "1 2", "\"\\\\\"\n{}", "[[]]{}", "x: 1\r\n\r\n1", "{\n}1\n",
        "]\n{}", "\"\n\"",
        "Content-Length:2\n\n[]",
    ])
    func `short inputs give the same in every possible cutting`(text: String) {
        let bytes = Array(text.utf8)
        let whole = Self.scan([bytes])
        for cuts in 0..<(UInt32(1) << UInt32(min(bytes.count - 1, 14))) {
            var pieces: [[UInt8]] = [[]]
            for (index, byte) in bytes.enumerated() {
                pieces[pieces.count - 1].append(byte)
                if cuts >> UInt32(index) & 1 == 1 { pieces.append([]) }
            }
            #expect(Self.scan(pieces) == whole, "cuts \(String(cuts, radix: 2))")
        }
    }

    @Test func `faults, too, are the same however the input is cut`() {
        for (index, kind) in Self.badFramings.enumerated() {
            let bytes = Array((kind.bad + Self.good).utf8)
            let whole = Self.scan([bytes], limits: Self.smallLimits)
            for cut in 0...bytes.count {
                let pieces = [bytes[..<cut], bytes[cut...]]
                #expect(
                    Self.scan(pieces, limits: Self.smallLimits) == whole,
                    "kind \(index), cut at \(cut)"
                )
            }
            let single = bytes.map { [$0] }
            #expect(
                Self.scan(single, limits: Self.smallLimits) == whole,
                "kind \(index), single bytes"
            )
        }
    }

    @Test func `a value is handed on at once, a newline behind it is not waited for`() {
        var scanner = MessageScanner()
        scanner.append(Array("{}".utf8))
        #expect(scanner.next(.more) == nil)
        #expect(scanner.next(.pause).map(Found.init) == .value("{}"))
        scanner.append(Array("\n[]\r\n12".utf8))
        #expect(scanner.next(.pause).map(Found.init) == .line("[]"))
        // A number at the top may go on.
        #expect(scanner.next(.pause) == nil)
        scanner.append(Array("3\n".utf8))
        #expect(scanner.next(.pause).map(Found.init) == .line("123"))
        #expect(scanner.next(.end) == nil)
    }

    static let smallLimits = JSONLimits(byteCountMax: 64, depthMax: 4)
    static let good = "{\"good\":1}\n"
    static let large = String(repeating: "x", count: 80)

    /// Ways to get a message wrong, each ending where a sender would begin the next one.
    static let badFramings: [(bad: String, answers: Int)] = [
        ("}\n", 1), ("]\n", 1), (",\n", 1), (":\n", 1), ("'a'\n", 1), ("\u{e9}\n", 1), ("\0\n", 1),
        ("hello\n", 1),
        ("nul\n", 1), ("{]\n", 1), ("[}\n", 1), ("{\"a\":[1}\n", 1), ("{\"a\" 1}\n", 1),
        ("{\"a\":1,}\n", 1),
        ("{1:2}\n", 1), ("[1 2]\n", 1), ("[,]\n", 1), ("{\"a\":\"b}\n", 1), ("\"abc\n", 1),
        ("{\"a\":1\n", 1),
        ("{\"a\":1,\n", 1), ("{\"a\"\n", 1), ("[1\n", 1), ("{\"a\\\n", 1), ("{\"a\":\0}\n", 1),
        ("[\"\u{1}\"]\n", 1),
        ("{}}\n", 2), ("[[[[[]]]]]\n", 1), ("[[[[[\n[\"]\"]\n]]]]]\n", 1), ("[\"\(large)\"]\n", 1),
        ("\"\(large)\"\n", 1), ("[[[[[\n", 1), ("[[[[{\"a\":\n", 1),
        ("[\"\(large)\n", 1), ("[1,\n\"\(large)\",\n{\"a\":[2]}]\n", 1),
        (String(repeating: "1", count: 80) + "\n", 1),
        ("Content-Length: 2x\r\n\r\n", 1), ("Content-Length: -2\r\n\r\n", 1),
        ("Content-Length:\r\n\r\n", 1),
        ("Content-Length: 99999999999999999999\r\n\r\n", 1), ("Content-Length: 100000\r\n\r\n", 1),
        ("Content-Length: 80\r\n\r\n\(large)", 1),
        ("Content-Length: 2\r\nContent-Length: 3\r\n\r\n", 1),
        ("Content-Type: json\r\n\r\n", 1), ("Content-Length: 2\r\n", 1),
        ("Content-Length 2\r\n", 1),
        ("Content-Length: 2\r\nhello\r\n", 1), ("X: \(String(repeating: "x", count: 9000))\n", 1),
        ("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", 2), ("{\"a\":1\nhello\n", 2),
    ]

    @Test func `after every kind of bad framing the next good message is served`() {
        for (bad, answers) in Self.badFramings {
            let found = Self.scan(bad + Self.good + Self.good, limits: Self.smallLimits)
            let good = Found.line("{\"good\":1}")
            #expect(found.suffix(2) == [good, good], "\(bad.debugDescription) gives \(found)")
            #expect(found.count == answers + 2, "\(bad.debugDescription) gives \(found)")
        }
    }

    @Test(arguments: [
        "{", "[1,", "\"a", "{\"a\":\"\\", "Content-Length: 5", "Content-Length: 5\r\n\r\n{}", "nul",
        "A: b\n",
    ])
    func `input that ends inside a message is a fault`(text: String) {
        let found = Self.scan(text)
        #expect(found.count == 1)
        guard case .fault = found.first else {
            Issue.record("\(found)")
            return
        }
    }

    @Test(arguments: ["", " \n\r\t ", "}", "[[[[[[", "Content-Length: 70\r\n\r\n{}"])
    func `no end of input is reported twice`(text: String) {
        #expect(Self.scan(text, limits: Self.smallLimits).count <= 1)
    }

    @Test func `limits are exact`() {
        let limits = JSONLimits(byteCountMax: 10, depthMax: 2)
        #expect(Self.scan("\"12345678\"\n", limits: limits) == [.line("\"12345678\"")])
        #expect(Self.scan("\"123456789\"\n", limits: limits) == [.fault("more than 10 bytes")])
        #expect(Self.scan("1234567890\n", limits: limits) == [.line("1234567890")])
        #expect(Self.scan("12345678901\n", limits: limits) == [.fault("more than 10 bytes")])
        #expect(Self.scan("[[]]\n", limits: limits) == [.line("[[]]")])
        #expect(
            Self.scan("[[[]]]\n", limits: limits)
                == [.fault("more than 2 arrays and objects inside one another")]
        )
        #expect(
            Self.scan("Content-Length:10\n\n1234567890", limits: limits) == [.headed("1234567890")]
        )
    }

    @Test func `a large message in single bytes costs no more than its length`() {
        var scanner = MessageScanner()
        let byteCount = 4 << 20
        scanner.append([UInt8(ascii: "[")])
        for index in 0..<byteCount {
            scanner.append(CollectionOfOne(UInt8(ascii: index.isMultiple(of: 2) ? "1" : ",")))
            if scanner.next(.pause) != nil { Issue.record("a message after \(index) bytes") }
        }
        scanner.append(Array("1]\n".utf8))
        guard case .message(let bytes, _) = scanner.next(.pause) else {
            Issue.record("the message was not found")
            return
        }
        #expect(bytes.count == byteCount + 3)
    }

    @Test func `replies are framed in kind`() {
        func framed(_ framing: MessageFraming) -> String {
            String(decoding: framing.framed(Array("{}".utf8)), as: UTF8.self)
        }
        #expect(framed(.bare(newlineFollowed: true)) == "{}\n")
        #expect(framed(.bare(newlineFollowed: false)) == "{}\n\n")
        #expect(framed(.headed) == "Content-Length: 2\r\n\r\n{}")
    }
}
