import Glibc
import JSON
import Synchronization

/// Shows how far a long call is: one line that changes on a terminal, lines elsewhere.
final class ProgressLine: Sendable {
    private struct State {
        var last: ContinuousClock.Instant?
        var isShown = false
    }

    private let title: String
    private let state = Mutex(State())

    /// People do not read faster, and terminals are slow.
    private static let pause = Duration.milliseconds(100)
    private static let barWidth = 24

    init(_ title: String) {
        self.title = title
    }

    /// Takes in the value of a `$/progress` notification.
    func show(_ value: JSONValue) {
        let isEnd = value["step"] == value["steps"]
        let now = ContinuousClock.now
        state.withLock { state in
            if let last = state.last, now - last < Self.pause, !isEnd { return }
            state.last = now
            state.isShown = true
            let line = line(value)
            let text = Terminal.isError ? "\r\(line)\u{1B}[K" : line + "\n"
            Terminal.write(text, to: STDERR_FILENO)
        }
    }

    /// Leaves the last line standing.
    func end() {
        state.withLock { state in
            if state.isShown, Terminal.isError { Terminal.write("\n", to: STDERR_FILENO) }
            state.isShown = false
        }
    }

    private func line(_ value: JSONValue) -> String {
        var words = [title]
        if let step = value["step"]?.number, let steps = value["steps"]?.number, steps > 0 {
            let share = min(1, max(0, step / steps))
            let done = Int(share * Double(Self.barWidth))
            let bar =
                String(repeating: "#", count: done)
                + String(repeating: ".", count: Self.barWidth - done)
            words.append("[\(bar)] \(Int(share * 100)) %, \(Int(step)) of \(Int(steps))")
        }
        for (name, value) in value.object ?? [:] where name != "step" && name != "steps" {
            words.append("\(name) \(Self.word(value))")
        }
        let line = words.joined(separator: "  ")
        return Terminal.width(of: STDERR_FILENO).map { String(line.prefix($0 - 1)) } ?? line
    }

    /// A value in few letters: of a real, the digits that people look at.
    private static func word(_ value: JSONValue) -> String {
        switch value {
        case .string(let text): HumanText.printable(text)
        case .real(let real): "\((real * 10_000).rounded() / 10_000)"
        case .null, .bool, .integer, .array, .object: value.text
        }
    }
}
