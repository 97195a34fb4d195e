import ArgumentParser
import Host
import JSON
import JSONRPC

/// `assay call`.
struct Call: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "call",
        abstract: "Call a method of a running host and print its result.",
        discussion: """
            A parameter is name=value, name:=json, or a value alone, which takes the next place. \
            Values are read as the method's schema says: a string where it wants one, JSON \
            elsewhere; @path stands for what a file holds, @- for standard input, @@ for an @.

            With --watch, events.listen follows the events, a long call shows how far it is, and \
            what only reads is called again and again and shown when it changes. Ctrl-C ends \
            that, and cancels a call that runs.

            Exit codes: 0 for a result, 1 for an error, 2 where no host answers or not in time, 3 \
            for a wrong command line.

              assay call network.status
              assay call participant.transfer bob 5 as=alice
              assay call solver.train task=$TASK as=alice --watch
            """
    )

    @Argument(help: "The method, such as host.ping.")
    var method: String

    @Argument(help: "The parameters: name=value, name:=json, or values in their order.")
    var parameters: [String] = []

    @Flag(help: "Print JSON, compact and on one line, also for an error.")
    var json = false

    @Flag(help: "Follow events, show progress, or show again what changes.")
    var watch = false

    @Option(help: "How many seconds lie between two looks with --watch.")
    var interval = 2.0

    @Option(help: "How many seconds the call may take; then it is cancelled. Default: any time.")
    var timeout: Double?

    @Option(
        help: """
            A file that holds a token, which narrows what the call may do. Default: \
            $ASSAY_TOKEN_FILE, or no token.
            """
    )
    var tokenFile: String?

    @OptionGroup var places: HomeOptions

    func validate() throws {
        guard interval > 0, interval <= 86_400 else {
            throw ValidationError("--interval is a number of seconds above 0, at most 86400")
        }
        // Put this way round, what is no number is refused, too.
        if let timeout, !(timeout > 0 && timeout <= 1e9) {
            throw ValidationError("--timeout is a number of seconds above 0")
        }
    }

    func run() async throws {
        let catalogue = try MethodCatalogue.standard()
        let params = try CallParameters(method: method, catalogue: catalogue).parse(parameters)
        let watching = try watch ? Watching(method: method, entry: catalogue[method]) : nil
        let printer = CallPrinter(method: method, catalogue: catalogue, isJSON: json)
        let run = CallRun(
            method: method,
            params: params,
            socketPath: places.socketPath,
            token: try TokenFile.token(at: tokenFile)
        )
        let timeout = timeout.map { Duration.seconds($0) }
        let work = Task { () async -> Result<Void, ClientError> in
            do throws(ClientError) {
                return .success(try await perform(run, watching, printer))
            } catch {
                return .failure(error)
            }
        }
        let ending = CallEnding()
        await ending.watch(work, timeout: timeout)
        let result = await work.value
        if let timeout, ending.isLate {
            CallPrinter.tellLate(timeout)
            ExitStatus.noHost.exit()
        }
        switch result {
        case .success: break
        case .failure(.refused(let error)):
            printer.show(error)
            ExitStatus.failure.exit()
        case .failure(let error):
            StandardError.write("assay: \(error)")
            ExitStatus.noHost.exit()
        }
    }

    private func perform(
        _ run: CallRun,
        _ watching: Watching?,
        _ printer: CallPrinter
    ) async throws(ClientError) {
        switch watching {
        case nil:
            printer.show(try await run.once())
        case .progress:
            printer.show(try await run.once(progress: ProgressLine(method)))
        case .events:
            try await run.follow { printer.show(event: $0) }
        case .repetition:
            var screen = WatchScreen(title: "\(method), every \(interval) s, Ctrl-C ends")
            try await run.repeatedly(every: .seconds(interval)) { result in
                screen.show(printer.text(of: result))
            }
        }
    }
}

/// What `--watch` means for a method.
enum Watching {
    case progress
    case events
    case repetition

    /// - Throws: ``UsageError`` for a method that would change something each time.
    init(method: String, entry: MethodCatalogue.Entry?) throws(UsageError) {
        let signs = entry?.parameterNames.contains("as") == true
        if method == "events.listen" {
            self = .events
        } else if entry?.parameterNames.contains("progressToken") == true {
            self = .progress
        } else if MethodCatalogue.isLook(method), !signs {
            self = .repetition
        } else {
            throw UsageError("\(method) does not only read; --watch would do it again and again")
        }
    }
}
