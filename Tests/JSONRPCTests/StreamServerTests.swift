import Glibc
import JSON
import JSONRPC
import Logging
import NIOPosix
import Synchronization
import TestDirectories
import Testing

@Suite struct StreamServerTests {
    typealias World = SchedulingTests.World

    static let requests =
        SchedulingTests.request("control", "[1]", id: "1")
        + SchedulingTests.request("control", "[2]", id: "2")
        + SchedulingTests.request("ordered", "[\"a\"]", id: "3")

    static let replies = """
        {"jsonrpc":"2.0","result":[1],"id":1}
        {"jsonrpc":"2.0","result":[2],"id":2}
        {"jsonrpc":"2.0","result":"a","id":3}

        """

    static func server(
        _ input: CInt,
        _ output: CInt,
        _ world: World = World(),
        limits: ConnectionLimits = .standard
    ) throws -> StreamServer {
        try StreamServer(
            StandardStreams(input: input, output: output),
            handler: world.handler,
            limits: limits,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
    }

    static func makePipe() throws -> (readEnd: CInt, writeEnd: CInt) {
        var ends: [CInt] = [-1, -1]
        try #require(pipe(&ends) == 0)
        // A process that another test starts must not hold an end open.
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (ends[0], ends[1])
    }

    @Test func `pipes are served until the input ends`() async throws {
        let input = try Self.makePipe()
        let output = try Self.makePipe()
        write(Self.requests, to: input.writeEnd)
        close(input.writeEnd)
        try await Self.run(Self.server(input.readEnd, output.writeEnd))
        #expect(Self.available(output.readEnd) == Self.replies)
        close(output.readEnd)
    }

    /// Runs a server and lets go of it, so that its descriptors are closed.
    private static func run(_ server: consuming StreamServer) async {
        await server.run()
    }

    @Test func `regular files are served, which no selector takes`() async throws {
        let directory = try TemporaryDirectory()
        let requests = open(directory.file("in"), O_CREAT | O_RDWR, 0o600)
        write(Self.requests, to: requests)
        lseek(requests, 0, SEEK_SET)
        let replies = open(directory.file("out"), O_CREAT | O_RDWR, 0o600)
        let second = dup(replies)
        try await Self.run(Self.server(requests, second))
        lseek(replies, 0, SEEK_SET)
        #expect(readAll(replies) == Self.replies)
        close(replies)
    }

    @Test func `sockets are served, and a non-blocking one, too`() async throws {
        for flags in [0, O_NONBLOCK] {
            var pair: [CInt] = [-1, -1]
            try #require(socketpair(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0, &pair) == 0)
            _ = fcntl(pair[0], F_SETFL, flags)
            let server = try Self.server(pair[0], dup(pair[0]))
            async let run: Void = server.run()
            write(Self.requests, to: pair[1])
            shutdown(pair[1], CInt(SHUT_WR))
            await run
            _ = fcntl(pair[1], F_SETFL, O_NONBLOCK)
            #expect(readAll(pair[1]) == Self.replies)
            close(pair[1])
        }
    }

    @Test func `a terminal is served`() async throws {
        let (terminal, inside) = try Self.makeTerminal()
        var settings = termios()
        tcgetattr(inside, &settings)
        settings.c_lflag &= ~tcflag_t(ECHO)
        settings.c_oflag &= ~tcflag_t(OPOST)
        tcsetattr(inside, TCSANOW, &settings)
        // The end of input as one types it.
        write(Self.requests + "\u{4}", to: terminal)
        let server = try Self.server(inside, dup(inside))
        await server.run()
        _ = fcntl(terminal, F_SETFL, O_NONBLOCK)
        #expect(readAll(terminal) == Self.replies)
        close(terminal)
    }

    /// A pseudo-terminal: the end that a person would sit at, and the end inside.
    private static func makeTerminal() throws -> (terminal: CInt, inside: CInt) {
        let terminal = open("/dev/ptmx", O_RDWR | O_NOCTTY)
        try #require(terminal >= 0)
        var number: CInt = 0
        // TIOCSPTLCK and TIOCGPTN of ioctl_tty(2): macros with arguments, which Swift does not see.
        try #require(ioctl(terminal, 0x4004_5431, &number) == 0)
        try #require(ioctl(terminal, 0x8004_5430, &number) == 0)
        let inside = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY)
        try #require(inside >= 0)
        return (terminal, inside)
    }

    @Test func `an empty device ends at once`() async throws {
        let input = open("/dev/null", O_RDONLY)
        let output = open("/dev/null", O_WRONLY)
        try await Self.run(Self.server(input, output))
    }

    @Test func `calls in flight at the end of input are answered`() async throws {
        let input = try Self.makePipe()
        let output = try Self.makePipe()
        let world = World()
        let server = try Self.server(input.readEnd, output.writeEnd, world)
        async let run: Void = server.run()
        write(SchedulingTests.request("long", "[\"a\"]", id: "1"), to: input.writeEnd)
        close(input.writeEnd)
        await world.gate.arrival(of: 1)
        world.gate.open()
        await run
        #expect(Self.available(output.readEnd) == #"{"jsonrpc":"2.0","result":"a","id":1}"# + "\n")
        close(output.readEnd)
    }

    /// What can be read from a pipe whose other end may still be open.
    private static func available(_ descriptor: CInt) -> String {
        _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
        return readAll(descriptor)
    }

    @Test func `a shutdown ends a server that waits for input`() async throws {
        let input = try Self.makePipe()
        let output = try Self.makePipe()
        let world = World()
        let server = try Self.server(input.readEnd, output.writeEnd, world)
        async let run: Void = server.run()
        write(SchedulingTests.request("long", "[\"a\"]", id: "1"), to: input.writeEnd)
        await world.gate.arrival(of: 1)
        await server.shutdown(grace: .zero)
        await run
        #expect(Self.available(output.readEnd).contains("\"code\":109"))
        close(input.writeEnd)
        close(output.readEnd)
    }

    @Test func `a reader that is gone ends the server and cancels its calls`() async throws {
        let input = try Self.makePipe()
        let output = try Self.makePipe()
        let world = World()
        close(output.readEnd)
        let server = try Self.server(input.readEnd, output.writeEnd, world)
        async let run: Void = server.run()
        write(SchedulingTests.request("long", "[\"a\"]", id: "1"), to: input.writeEnd)
        await world.gate.arrival(of: 1)
        write(SchedulingTests.request("control", id: "2"), to: input.writeEnd)
        await run
        #expect(world.closed.withLock { $0.count } == 1)
        close(input.writeEnd)
    }

    @Test func `a client that dies during a silent call ends the server`() async throws {
        let input = try Self.makePipe()
        let output = try Self.makePipe()
        let world = World()
        let server = try Self.server(input.readEnd, output.writeEnd, world)
        async let run: Void = server.run()
        write(SchedulingTests.request("long", "[\"a\"]", id: "1"), to: input.writeEnd)
        await world.gate.arrival(of: 1)
        close(input.writeEnd)
        close(output.readEnd)
        await run
        await world.trace(of: 2)
        #expect(world.trace.withLock { $0.last } == "cancelled a")
    }

    /// Replies come from many threads while the writer asks: none may be lost between two questions.
    @Test func `every one of many replies arrives`() async throws {
        let input = try Self.makePipe()
        let output = try Self.makePipe()
        let count = 50_000
        let server = try Self.server(input.readEnd, output.writeEnd)
        async let run: Void = server.run()
        // On a thread of its own, which may block: those of the tasks are few.
        let threads = NIOThreadPool(numberOfThreads: 1)
        threads.start()
        try await threads.runIfActive {
            let requests = SchedulingTests.request("ordered", id: "1")
            // Fewer at a time than a connection may have in flight.
            for _ in 0..<count / 500 {
                write(String(repeating: requests, count: 500), to: input.writeEnd)
                Self.readLines(500, from: output.readEnd)
            }
        }
        try await threads.shutdownGracefully()
        close(input.writeEnd)
        await run
        #expect(Self.available(output.readEnd).isEmpty)
        close(output.readEnd)
    }

    /// Reads so many lines.
    private static func readLines(_ count: Int, from descriptor: CInt) {
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        var missing = count
        while missing > 0 {
            let length = read(descriptor, &chunk, chunk.count)
            guard length > 0 else { return }
            missing -= chunk[..<length].count { $0 == UInt8(ascii: "\n") }
        }
    }

    @Test func `more output than a pipe holds arrives whole`() async throws {
        let directory = try TemporaryDirectory()
        let request = SchedulingTests.request(
            "control",
            "[\"\(String(repeating: "x", count: 5000))\"]",
            id: "1"
        )
        let requests = open(directory.file("in"), O_CREAT | O_RDWR, 0o600)
        for _ in 0..<200 { write(request, to: requests) }
        lseek(requests, 0, SEEK_SET)
        let replies = open(directory.file("out"), O_CREAT | O_RDWR, 0o600)
        // A limit below the whole makes the reader wait for the writer.
        let limits = ConnectionLimits(unsentByteCountMax: 20_000)
        try await Self.run(Self.server(requests, dup(replies), limits: limits))
        lseek(replies, 0, SEEK_SET)
        let lines = readAll(replies).split(separator: "\n")
        #expect(lines.count == 200)
        #expect(Set(lines).count == 1)
        close(replies)
    }

    @Test func `a stray print cannot reach the protocol`() async throws {
        let result = await #expect(
            processExitsWith: .success,
            observing: [\.standardOutputContent, \.standardErrorContent]
        ) {
            print("before")
            fflush(nil)
            let streams = try StandardStreams.take()
            print("stray")
            fflush(nil)
            write("from C\n", to: STDOUT_FILENO)
            var byte: UInt8 = 0
            #expect(read(STDIN_FILENO, &byte, 1) == 0)
            _ = consume streams
        }
        let output = String(decoding: result?.standardOutputContent ?? [], as: UTF8.self)
        let errors = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
        #expect(output.contains("before"))
        #expect(!output.contains("stray"))
        #expect(!output.contains("from C"))
        #expect(errors.contains("stray"))
        #expect(errors.contains("from C"))
    }
}
