import JSON

/// What a fuzzer feeds with bytes: each target stops the process when a promise is broken.
///
/// The same targets run over their seeds as ordinary tests, so that they do not rot.
package enum FuzzTarget: String, CaseIterable, Sendable {
    /// Messages are the same however the input is cut, and scanning costs no more than its length.
    case scanner
    /// What libjansson accepts the scanner accepts, and it reads back the same when written.
    case parser
    /// A connection answers whatever comes with well-formed messages, and ends when it is to.
    case connection

    /// Feeds one input, and blocks its thread until what it started has ended: the calls of a
    /// connection run on the cooperative pool, so this must not.
    package func check(_ bytes: [UInt8]) {
        switch self {
        case .scanner: ScannerProperty.check(bytes)
        case .parser: ParserProperty.check(bytes)
        case .connection: ConnectionProperty.check(bytes)
        }
    }
}

/// Limits that short inputs can reach.
let fuzzLimits = JSONLimits(byteCountMax: 512, depthMax: 16)

/// Stops the process with words, in optimised builds too.
func demand(_ isKept: Bool, _ words: @autoclosure () -> String) {
    guard isKept else { fatalError(words()) }
}
