import Foundation
import Logging
import Synchronization

extension Logger {
    /// A logger for hosts that are not expected to say anything.
    static var silent: Logger {
        Logger(label: "assay.tests") { _ in SwiftLogNoOpLogHandler() }
    }
}

extension String {
    /// Whether the text holds words, however they are capitalised.
    func localizedCaseInsensitiveContains(_ words: String) -> Bool {
        lowercased().contains(words.lowercased())
    }
}

/// A switch that a test throws while closures elsewhere look at it.
final class Switch: Sendable {
    private let state = Atomic(false)
    var isOn: Bool { state.load(ordering: .sequentiallyConsistent) }
    func turn(on: Bool) { state.store(on, ordering: .sequentiallyConsistent) }
}
