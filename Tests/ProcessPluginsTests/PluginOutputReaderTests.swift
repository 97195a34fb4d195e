import JSON
import ProcessPlugins
import Testing

/// What a plugin writes, cut and mixed as it may be.
@Suite struct PluginOutputReaderTests {
    private func read(
        _ text: String,
        chunk: Int = .max,
        limits: JSONLimits = .standard
    ) -> [String] {
        var reader = PluginOutputReader(limits: limits)
        var words: [String] = []
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let piece = rest.prefix(chunk)
            rest = rest.dropFirst(piece.count)
            for item in reader.read(piece) {
                switch item {
                case .message(let value): words.append("message \(value.text)")
                case .foreign(let line): words.append("foreign \(line)")
                case .excessive: words.append("excessive")
                }
            }
        }
        return words
    }

    @Test(arguments: [1, 2, 7, .max])
    func `stray lines between messages are set aside`(chunk: Int) {
        let text = "Starting...\n{\"id\":1}\n\nwarning: \"x\n  {\n\"id\": 2}\n\n\n"
        #expect(
            read(text, chunk: chunk) == [
                "foreign Starting...", "message {\"id\":1}", "foreign warning: \"x",
                "message {\"id\":2}",
            ]
        )
    }

    @Test(arguments: [1, 3, .max])
    func `messages need no newline between or behind them`(chunk: Int) {
        #expect(
            read("{\"id\":1}{\"id\":2} [3]", chunk: chunk) == [
                "message {\"id\":1}", "message {\"id\":2}", "message [3]",
            ]
        )
    }

    @Test func `a message that breaks off does not take the next one along`() {
        let words = read("{\"id\"\n{\"id\":2}\n")
        #expect(words.last == "message {\"id\":2}")
    }

    @Test func `bytes that are no text do no harm`() {
        var reader = PluginOutputReader(limits: .standard)
        let items = reader.read([0, 255, 254, 10] + Array("{\"id\":1}\n".utf8))
        #expect(items.count == 2)
        guard case .message = items.last else {
            Issue.record("the message is lost")
            return
        }
    }

    @Test func `of an endless line little is kept`() {
        var reader = PluginOutputReader(limits: .standard)
        var items: [PluginOutputReader.Item] = []
        for _ in 0..<100 { items += reader.read([UInt8](repeating: 0x61, count: 100_000)) }
        items += reader.read([0x0A])
        guard case .foreign(let line) = items.last else {
            Issue.record("the line is lost")
            return
        }
        #expect(line.utf8.count == PluginOutputReader.foreignByteCountMax)
    }

    @Test func `a message beyond the limit is told apart from a broken one`() {
        let limits = JSONLimits(byteCountMax: 10, depthMax: 4)
        #expect(read("{\"id\":\"12345678\"}\n{\"a\":1}\n", limits: limits).first == "excessive")
    }
}
