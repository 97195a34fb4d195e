import JSON

/// The first byte says how the others are cut.
enum ScannerProperty {
    static func check(_ bytes: [UInt8]) {
        guard let first = bytes.first else { return }
        let stream = bytes.dropFirst()
        let whole = scan([stream])
        let pieces = scan(cut(stream, seed: first))
        demand(pieces == whole, "the cutting changed the messages: \(pieces), \(whole)")
    }

    /// Pieces whose lengths follow from a seed; one byte each for the smallest.
    static func cut(_ stream: ArraySlice<UInt8>, seed: UInt8) -> [ArraySlice<UInt8>] {
        var pieces: [ArraySlice<UInt8>] = []
        var rest = stream
        var state = UInt32(seed)
        while !rest.isEmpty {
            // A linear congruential generator (Numerical Recipes) is random enough for lengths.
            state = state &* 1_664_525 &+ 1_013_904_223
            let count = seed == 0 ? 1 : 1 + Int(state >> 24) % (1 + Int(seed))
            pieces.append(rest.prefix(count))
            rest = rest.dropFirst(count)
        }
        return pieces
    }

    private static func scan(_ pieces: [ArraySlice<UInt8>]) -> [ScannedMessage] {
        var scanner = MessageScanner(limits: fuzzLimits)
        var found: [ScannedMessage] = []
        var byteCount = 0
        for piece in pieces {
            scanner.append(piece)
            byteCount += piece.count
            while let message = scanner.next(.more) { found.append(settled(message)) }
        }
        while let message = scanner.next(.end) { found.append(settled(message)) }
        // A fault may send the scanner back to the line where it lies, once for each line.
        demand(
            scanner.work.readByteCount <= 2 * byteCount + 16,
            "\(byteCount) bytes were read too often: \(scanner.work)"
        )
        return found
    }

    /// What is known of the newline behind a fault depends on when it was seen.
    private static func settled(_ message: ScannedMessage) -> ScannedMessage {
        switch message {
        case .message(let bytes, let framing): .message(ArraySlice(Array(bytes)), framing)
        case .fault(let fault):
            .fault(MessageFault(reason: fault.reason, framing: .headed))
        }
    }
}
