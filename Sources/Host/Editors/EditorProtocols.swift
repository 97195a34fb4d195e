import JSON
import JSONRPC
import Synchronization

/// The methods by which AI tools and editors speak to this host over the same connection.
///
/// `initialize` with `protocolVersion` comes from a Model Context Protocol client, without it from a
/// language-server client. Their methods have names without a namespace or with a slash, which none
/// of the host's own has; whatever they call goes through the same pipeline as any other call.
final class EditorProtocols: Sendable {
    let table: MethodTable
    private let gate: any Gate
    private let stop: @Sendable (HostEnd) -> Void
    /// When language-server clients have announced their end.
    private let leaving = Mutex<[ConnectionID: ContinuousClock.Instant]>([:])

    init(_ table: MethodTable, gate: any Gate, stop: @escaping @Sendable (HostEnd) -> Void) {
        self.table = table
        self.gate = gate
        self.stop = stop
    }

    /// How a method of these protocols is served, or nothing when it is none.
    func route(for method: String) -> Route? {
        switch method {
        case "initialize":
            .ordered { [self] request, caller throws(RPCError) in
                try initialize(request, from: caller)
            }
        case "initialized", "notifications/initialized": .control { _, _ in .null }
        case "shutdown":
            .control { [self] _, caller throws(RPCError) in
                try shutdown(caller)
            }
        case "exit": .control { [self] in exit($1) }
        case "workspace/executeCommand":
            .long { [self] request, caller throws(RPCError) in
                try await executeCommand(request, caller)
            }
        case "ping":
            .control { [self] request, caller throws(RPCError) in
                try gate.admit(caller, speaking: request.method)
                return .object(try ContextProtocol.Revision(of: request).complete([:]))
            }
        case "server/discover":
            .control { [self] request, caller throws(RPCError) in
                try gate.admit(caller, speaking: request.method)
                return try discover(request)
            }
        case "tools/list":
            .ordered { [self] request, caller throws(RPCError) in
                try listTools(request, caller)
            }
        case "tools/call":
            .long { [self] request, caller throws(RPCError) in
                try await callTool(request, caller)
            }
        default: nil
        }
    }

    /// Forgets a client.
    func connectionClosed(_ connection: ConnectionID) {
        leaving.withLock { $0[connection] = nil }
    }

    private func initialize(
        _ request: Request,
        from caller: Caller
    ) throws(RPCError) -> JSONValue {
        try requireStay(caller)
        try gate.admit(caller, speaking: request.method)
        let version = request.params?["protocolVersion"]
        guard let version else {
            return .object(LanguageServer.greeting(table.methods(for: caller)))
        }
        guard let version = version.string else {
            throw RPCError(
                .invalidParameters,
                "Invalid params: /protocolVersion: expected a string",
                pointer: "/protocolVersion",
                expected: "a string",
                got: version.kind
            )
        }
        return .object(ContextProtocol.greeting(for: version))
    }
}

// MARK: - Language-server clients

extension EditorProtocols {
    private func shutdown(_ caller: Caller) throws(RPCError) -> JSONValue {
        try requireStay(caller)
        leaving.withLock { $0[caller.connection] = .now }
        return .null
    }

    /// Behind `shutdown` the protocol has only `exit`; what was sent before it is still carried out.
    private func requireStay(_ caller: Caller) throws(RPCError) {
        let end = leaving.withLock { $0[caller.connection] }
        guard let end, caller.arrival ?? .now >= end else { return }
        throw RPCError(
            .invalidRequest,
            "Invalid Request",
            expected: "exit",
            got: "a request behind shutdown"
        )
    }

    /// Ends the process of whoever runs it as its own, on standard input and output; a client of the
    /// socket only leaves.
    private func exit(_ caller: Caller) -> JSONValue {
        let isAnnounced = leaving.withLock { $0[caller.connection] != nil }
        if caller.peer == nil { stop(isAnnounced ? .orderly : .unannounced) }
        return .null
    }

    private func executeCommand(
        _ request: Request,
        _ caller: Caller
    ) async throws(RPCError) -> JSONValue {
        try requireStay(caller)
        let command = try LanguageServer.Command(request)
        guard let token = command.progressToken else {
            return try await table.call(command.name, command.params, for: caller)
        }
        caller.progress(token: token, ["kind": "begin", "title": .string(command.name)])
        defer { caller.progress(token: token, ["kind": "end"]) }
        return try await table.call(
            command.name,
            command.params,
            for: caller.reporting { token, value in
                ("$/progress", ["token": token, "value": LanguageServer.report(value)])
            }
        )
    }
}

// MARK: - Model Context Protocol clients

extension EditorProtocols {
    private func discover(_ request: Request) throws(RPCError) -> JSONValue {
        let revision = try ContextProtocol.Revision(of: request)
        return .object(revision.cacheable(ContextProtocol.discovery))
    }

    private func listTools(_ request: Request, _ caller: Caller) throws(RPCError) -> JSONValue {
        try gate.admit(caller, speaking: request.method)
        let revision = try ContextProtocol.Revision(of: request)
        let tools = ToolCatalogue(table.methods(for: caller))
        let page = try tools.page(after: request.params?["cursor"])
        return .object(revision.cacheable(page))
    }

    private func callTool(_ request: Request, _ caller: Caller) async throws(RPCError) -> JSONValue
    {
        let revision = try ContextProtocol.Revision(of: request)
        let call = try ContextProtocol.ToolCall(request)
        guard let method = ToolCatalogue(table.methods).method(ofTool: call.tool) else {
            try gate.admit(caller, speaking: request.method)
            throw RPCError(
                .invalidParameters,
                "Unknown tool: \(call.tool.excerpt)",
                pointer: "/name",
                expected: "a name that tools/list has",
                got: call.tool.excerpt
            )
        }
        let progress = ContextProgress()
        do {
            let result = try await table.call(
                method,
                call.params,
                for: caller.reporting { progress.notification($0, $1) }
            )
            return .object(revision.complete(ContextProtocol.result(result)))
        } catch  where error.code == .cancelled {
            throw error
        } catch {
            // The model is to read what was wrong, and try again.
            return .object(revision.complete(ContextProtocol.failure(error)))
        }
    }
}
