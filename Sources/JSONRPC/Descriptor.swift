import Glibc

/// A file descriptor and the duty to close it.
struct Descriptor: ~Copyable, Sendable {
    /// The number, valid as long as this value lives.
    let number: CInt

    /// Takes over a descriptor that nobody else will close.
    init(owning number: CInt) {
        precondition(number >= 0, "a descriptor that does not exist cannot be owned")
        self.number = number
    }

    deinit { close(number) }

    /// Another descriptor of the same file.
    borrowing func copy() throws(SystemError) -> Descriptor {
        let copy = fcntl(number, F_DUPFD_CLOEXEC, 0)
        guard copy >= 0 else { throw SystemError("copy a descriptor") }
        return Descriptor(owning: copy)
    }

    /// Gives the duty to close to somebody else.
    consuming func release() -> CInt {
        let number = number
        discard self
        return number
    }
}

/// A call of the operating system that failed.
public struct SystemError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was attempted, as words that follow "cannot".
    public let action: String
    /// The number that the system gave as the reason.
    public let number: CInt

    /// A failed action.
    init(_ action: String, number: CInt = errno) {
        self.action = action
        self.number = number
    }

    /// What could not be done, and why in the system's words.
    public var description: String {
        let reason = strerror(number).map { String(cString: $0) } ?? "error \(number)"
        return "cannot \(action): \(reason)"
    }
}

/// A flag that a thread can wait for beside descriptors; raised, it stays so until it is lowered.
final class Signal: Sendable {
    private let readEnd: Descriptor
    private let writeEnd: Descriptor

    init() throws(SystemError) {
        var ends: [CInt] = [-1, -1]
        guard pipe(&ends) == 0 else { throw SystemError("make a pipe") }
        readEnd = Descriptor(owning: ends[0])
        writeEnd = Descriptor(owning: ends[1])
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        // A second raise must not wait for somebody to read the first, nor who lowers for a raise.
        for end in ends { _ = fcntl(end, F_SETFL, O_NONBLOCK) }
    }

    func raise() {
        var byte: UInt8 = 1
        // When the pipe is full the flag is up already.
        _ = write(writeEnd.number, &byte, 1)
    }

    /// What it was raised for is about to be looked at.
    func lower() {
        withUnsafeTemporaryAllocation(byteCount: 64, alignment: 1) { bytes in
            while read(readEnd.number, bytes.baseAddress, bytes.count) == bytes.count {}
        }
    }

    /// For `poll`: ready when the flag is up.
    var event: pollfd { pollfd(fd: readEnd.number, events: Int16(POLLIN), revents: 0) }

    /// Waits until a descriptor is ready for some events; false when the flag went up first.
    func awaitReady(_ descriptor: CInt, for events: CInt) -> Bool {
        var watched = [event, pollfd(fd: descriptor, events: Int16(events), revents: 0)]
        Self.poll(&watched)
        return watched[0].revents == 0
    }

    /// Waits until there is something to say of any of some descriptors.
    static func poll(_ watched: inout [pollfd]) {
        while Glibc.poll(&watched, nfds_t(watched.count), -1) < 0 {
            // Only an interruption by a signal leaves the question open.
            guard errno == EINTR else { return }
        }
    }
}
