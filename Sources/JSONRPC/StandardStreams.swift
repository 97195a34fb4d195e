import Glibc

/// The process's standard input and output, taken away from everyone else in it.
///
/// Afterwards descriptor 0 reads nothing and descriptor 1 leads to standard error, so that a stray
/// print of any library, in Swift or C, cannot get between two messages. Take them before anything
/// else in the program starts.
public struct StandardStreams: ~Copyable, Sendable {
    let input: Descriptor
    let output: Descriptor

    /// Takes descriptors 0 and 1.
    public static func take() throws(SystemError) -> StandardStreams {
        let input = try move(STDIN_FILENO, "standard input", replacement: nil)
        let output = try move(STDOUT_FILENO, "standard output", replacement: STDERR_FILENO)
        return StandardStreams(input: input, output: output)
    }

    /// Streams on two descriptors of one's own, which are closed with them.
    package init(input: CInt, output: CInt) {
        self.init(input: Descriptor(owning: input), output: Descriptor(owning: output))
    }

    private init(input: consuming Descriptor, output: consuming Descriptor) {
        self.input = input
        self.output = output
    }

    /// Moves a standard descriptor to another number, out of reach of programs it may start.
    private static func move(
        _ number: CInt,
        _ name: String,
        replacement: CInt?
    ) throws(SystemError) -> Descriptor {
        let moved = fcntl(number, F_DUPFD_CLOEXEC, 3)
        guard moved >= 0 else { throw SystemError("use \(name)") }
        let descriptor = Descriptor(owning: moved)
        if let replacement, dup2(replacement, number) >= 0 { return descriptor }
        // Also where standard error is closed: then what is printed goes nowhere.
        let nowhere = open("/dev/null", O_RDWR | O_CLOEXEC)
        guard nowhere >= 0 else { throw SystemError("open /dev/null") }
        let null = Descriptor(owning: nowhere)
        guard dup2(null.number, number) >= 0 else { throw SystemError("replace \(name)") }
        return descriptor
    }
}
