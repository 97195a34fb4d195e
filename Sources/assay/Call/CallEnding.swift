import Foundation
import Synchronization
import UnixSignals

/// What ends a call before its answer: Ctrl-C, or the end of the time that it may take.
final class CallEnding: Sendable {
    private let late = Mutex(false)

    /// How long a host may take to answer that it has cancelled.
    private static let grace = Duration.seconds(5)
    /// What shells tell of a program that Ctrl-C has ended.
    private static let interrupted: Int32 = 130

    /// Whether the time was up.
    var isLate: Bool { late.withLock(\.self) }

    /// Cancels a task at the first Ctrl-C, or after some time; a second Ctrl-C ends the program.
    func watch(_ task: Task<some Sendable, Never>, timeout: Duration?) async {
        let signals = await UnixSignalsSequence(trapping: .sigint)
        Task {
            var count = 0
            for await _ in signals {
                count += 1
                guard count == 1 else { exit(Self.interrupted) }
                task.cancel()
            }
        }
        guard let timeout else { return }
        Task {
            try await Task.sleep(for: timeout)
            late.withLock { $0 = true }
            task.cancel()
            // A host that does not answer that either is as good as none.
            try await Task.sleep(for: Self.grace)
            CallPrinter.tellLate(timeout)
            ExitStatus.noHost.exit()
        }
    }
}
