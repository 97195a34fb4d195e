import CSpawn
import Dispatch
import Glibc
import Synchronization

/// How a process ended.
public enum ProcessExit: Hashable, Sendable {
    /// It ended by itself, with a status.
    case status(Int32)
    /// A signal ended it.
    case signal(Int32)

    /// Reads what `waitpid` has written.
    init(waitStatus: CInt) {
        let signal = waitStatus & 0x7F
        self = signal == 0 ? .status((waitStatus >> 8) & 0xFF) : .signal(signal)
    }
}

extension ProcessExit: CustomStringConvertible {
    /// The end in words.
    public var description: String {
        switch self {
        case .status(let status): "exit status \(status)"
        case .signal(let number): "signal \(number)"
        }
    }
}

/// Why a program could not be started.
struct SpawnError: Error, Hashable, CustomStringConvertible {
    let action: String
    let number: CInt

    var description: String {
        let reason = strerror(number).map { String(cString: $0) } ?? "error \(number)"
        return "cannot \(action): \(reason)"
    }
}

/// A program that runs as a child, in a process group of its own.
///
/// It has descriptors 0 to 2 and no others, the signals' own dispositions, and nothing blocked. When
/// it ends, whatever is left of its group is killed, so that no helper of its own outlives it.
final class ChildProcess: Sendable {
    /// What is to be run, and how.
    struct Command: Sendable {
        let path: String
        var arguments: [String] = []
        let environment: [String]
        let directory: String
    }

    /// The parent's ends of the child's standard streams; whoever takes them closes them.
    struct Streams: Sendable {
        let input: CInt
        let output: CInt
        let errors: CInt

        func close() {
            for number in [input, output, errors] { Glibc.close(number) }
        }
    }

    let processID: pid_t
    /// False from just before the process's number is free for others.
    private let isRunning = Mutex(true)

    private init(processID: pid_t) {
        self.processID = processID
    }

    /// Starts a program; `onExit` is called once, on a thread of its own, when it has ended.
    static func start(
        _ command: Command,
        onExit: @escaping @Sendable (ProcessExit) -> Void
    ) throws(SpawnError) -> (ChildProcess, Streams) {
        var childEnds: [CInt] = []
        var ownEnds: [CInt] = []
        func abandon() { for number in childEnds + ownEnds { close(number) } }
        for (stream, isInput) in [("input", true), ("output", false), ("error", false)] {
            var ends: [CInt] = [-1, -1]
            guard pipe2(&ends, O_CLOEXEC) == 0 else {
                let error = SpawnError(action: "make a pipe for \(stream)", number: errno)
                abandon()
                throw error
            }
            childEnds.append(isInput ? ends[0] : ends[1])
            ownEnds.append(isInput ? ends[1] : ends[0])
        }
        let (number, processID) = spawn(command, streams: childEnds)
        for end in childEnds { close(end) }
        childEnds = []
        guard number == 0 else {
            abandon()
            throw SpawnError(action: "start \(command.path)", number: number)
        }
        let child = ChildProcess(processID: processID)
        // A serial queue of its own has a thread of its own while it waits.
        DispatchQueue(label: "assay.child.\(processID)").async { onExit(child.waitForExit()) }
        return (child, Streams(input: ownEnds[0], output: ownEnds[1], errors: ownEnds[2]))
    }

    /// Sends a signal to the process and to everything in its group.
    func signalGroup(_ number: CInt) {
        isRunning.withLock { isRunning in
            // Under the lock, so that the number is nobody else's yet.
            if isRunning { kill(-processID, number) }
        }
    }

    private func waitForExit() -> ProcessExit {
        var information = siginfo_t()
        // Looks without taking: the number stays the child's until the group is gone.
        while waitid(P_PID, id_t(processID), &information, WEXITED | WNOWAIT) != 0, errno == EINTR {
        }
        var status: CInt = 0
        isRunning.withLock { isRunning in
            kill(-processID, SIGKILL)
            while waitpid(processID, &status, 0) < 0, errno == EINTR {}
            isRunning = false
        }
        return ProcessExit(waitStatus: status)
    }

    private static func spawn(_ command: Command, streams: [CInt]) -> (CInt, pid_t) {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (number, stream) in streams.enumerated() {
            posix_spawn_file_actions_adddup2(&actions, stream, CInt(number))
        }
        posix_spawn_file_actions_addclosefrom_np(&actions, 3)
        posix_spawn_file_actions_addchdir_np(&actions, command.directory)

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK
        posix_spawnattr_setflags(&attributes, Int16(flags))
        posix_spawnattr_setpgroup(&attributes, 0)
        var signals = sigset_t()
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)

        var arguments = ([command.path] + command.arguments).map { strdup($0) }
        var environment = command.environment.map { strdup($0) }
        defer { for text in arguments + environment { free(text) } }
        arguments.append(nil)
        environment.append(nil)
        var processID: pid_t = 0
        let number = posix_spawn(
            &processID,
            command.path,
            &actions,
            &attributes,
            arguments,
            environment
        )
        return (number, processID)
    }
}
