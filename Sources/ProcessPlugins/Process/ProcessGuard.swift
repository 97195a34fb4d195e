import Glibc
import Logging
import Synchronization

/// Sees to it that no plugin outlives the host, however the host ends.
///
/// A shell that does nothing but read which process groups there are; when its input ends, because
/// the host has ended or was killed, it kills those that are left. A plugin that reads its own input
/// ends by itself; this is for the others, and for their helpers. (The alternative, a death signal,
/// is tied to the thread that started the child, not to the host.)
final class ProcessGuard: Sendable {
    private struct State {
        var input: CInt?
        var groups: Set<pid_t> = []
    }

    private static let script = """
        trap '' HUP INT TERM
        groups=' '
        while read -r sign group; do
            case $sign in
            +) groups="$groups$group " ;;
            -) groups="${groups%% "$group" *} ${groups#* "$group" }" ;;
            esac
        done
        for group in $groups; do kill -s KILL -- "-$group"; done
        """

    private let state = Mutex(State())
    private let logger: Logger

    init(logger: Logger) {
        self.logger = logger
    }

    /// From now on a process group is killed when the host ends.
    func watch(_ group: pid_t) {
        state.withLock { state in
            state.groups.insert(group)
            if state.input == nil {
                start(&state)
            } else if !write("+ \(group)\n", &state) {
                // Somebody has killed the guard: another takes over all groups.
                start(&state)
            }
        }
    }

    /// A process group is gone.
    func forget(_ group: pid_t) {
        state.withLock { state in
            guard state.groups.remove(group) != nil, state.input != nil else { return }
            if !write("- \(group)\n", &state), !state.groups.isEmpty { start(&state) }
        }
    }

    /// Ends the guard, which kills what is still there.
    func end() {
        state.withLock { state in
            if let input = state.input { close(input) }
            state.input = nil
        }
    }

    private func start(_ state: inout State) {
        let command = ChildProcess.Command(
            path: "/bin/sh",
            arguments: ["-c", Self.script],
            environment: [],
            directory: "/"
        )
        do throws(SpawnError) {
            let (_, streams) = try ChildProcess.start(command) { _ in }
            close(streams.output)
            close(streams.errors)
            state.input = streams.input
        } catch {
            logger.warning("plugins are not guarded", metadata: ["error": "\(error)"])
            return
        }
        for group in state.groups where !write("+ \(group)\n", &state) { return }
    }

    /// False when the guard is gone, whose input is then closed.
    private func write(_ line: String, _ state: inout State) -> Bool {
        guard let input = state.input else { return false }
        let bytes = Array(line.utf8)
        // Shorter than a pipe's atomic write; the guard reads at once, so that this does not wait.
        if Glibc.write(input, bytes, bytes.count) == bytes.count { return true }
        close(input)
        state.input = nil
        return false
    }
}
