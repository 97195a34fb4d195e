import JSON

enum ParserProperty {
    static func check(_ bytes: [UInt8]) {
        checkRoundTrip(bytes)
        checkScanner(bytes)
        checkParts(bytes)
    }

    private static func parse(
        _ bytes: [UInt8],
        _ names: RepeatedNames = .refused
    ) -> JSONValue? {
        do {
            return try JSONValue(parsing: bytes[...], limits: fuzzLimits, repeatedNames: names)
        } catch {
            demand(error.position <= bytes.count, "a fault lies behind the text")
            return nil
        }
    }

    /// What was read reads back the same, and where all names are let pass nothing else changes.
    private static func checkRoundTrip(_ bytes: [UInt8]) {
        guard let value = parse(bytes) else { return }
        // As long as the writer's longer spellings stay within the limit.
        let compact = value.serialized()
        if compact.count <= fuzzLimits.byteCountMax {
            demand(parse(compact) == value, "compact text reads back differently")
        }
        let pretty = Array(value.prettyText.utf8)
        if pretty.count <= fuzzLimits.byteCountMax {
            demand(parse(pretty) == value, "pretty text reads back differently")
        }
        demand(parse(bytes, .lastKept) == value, "letting names pass changed a value")
        if let canonical = try? value.canonicalBytes(), canonical.count <= fuzzLimits.byteCountMax {
            let again = try? parse(canonical)?.canonicalBytes()
            demand(again == canonical, "canonical bytes are not a fixed point")
        }
    }

    /// A text that libjansson takes is one message to the scanner, in both framings.
    private static func checkScanner(_ bytes: [UInt8]) {
        guard parse(bytes, .lastKept) != nil else { return }
        let blanks: Set<UInt8> = [0x20, 0x0A, 0x0D, 0x09]
        let text = Array(bytes.drop { blanks.contains($0) }.reversed())
            .drop { blanks.contains($0) }
        let bare = Array(text.reversed())
        var scanner = MessageScanner(limits: fuzzLimits)
        scanner.append(bare + [0x0A])
        demand(
            scanner.next(.end) == .message(bare[...], .bare(newlineFollowed: true)),
            "the scanner refused what the parser takes"
        )
        scanner.append(Array("Content-Length: \(bytes.count)\r\n\r\n".utf8) + bytes)
        demand(
            scanner.next(.end) == .message(bytes[...], .headed),
            "a headed body is not what was sent"
        )
    }

    /// The parts that are sliced out of a text mean what the parser found there.
    private static func checkParts(_ bytes: [UInt8]) {
        guard let value = parse(bytes, .lastKept) else { return }
        if let array = value.array {
            let elements = RawJSON.elements(of: bytes[...])
            demand(elements.count == array.count, "elements were lost")
            for (element, text) in zip(array, elements) {
                demand(parse(Array(text), .lastKept) == element, "an element is another one")
            }
        }
        if let object = value.object {
            for (name, member) in object {
                let text = RawJSON.member(name, of: bytes[...])
                demand(text != nil, "a member was not found")
                demand(
                    parse(Array(text ?? []), .lastKept) == member,
                    "a member is another one"
                )
            }
        }
    }
}
