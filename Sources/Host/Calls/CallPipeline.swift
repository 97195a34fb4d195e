import Access
import JSON
import JSONRPC

/// The way of every call, from the request to the error table.
///
///     permission -> names -> options -> identity -> schema -> decode -> run -> error translation
///
/// Nothing before `run` has an effect, so a call that is refused has done nothing.
package struct CallPipeline: Sendable {
    /// Who may call what.
    let gate: any Gate
    /// How calls are carried out.
    let conduct: CallConduct

    /// A pipeline with a gate.
    package init(gate: any Gate, conduct: CallConduct = CallConduct()) {
        self.gate = gate
        self.conduct = conduct
    }

    /// How a connection is to serve a method.
    func route(to method: ServedMethod) -> Route {
        let meters = conduct.meters.meters(of: method.name)
        return switch method.body {
        case .control(let target):
            .control { request, caller throws(RPCError) in
                try meters.count { () throws(RPCError) in
                    try answer(request, method, target, caller)
                }
            }
        case .ordered(let target):
            .ordered { request, caller throws(RPCError) in
                try await meters.measure { () throws(RPCError) in
                    try await run(request, method, target, caller)
                }
            }
        case .long(let target):
            .long { request, caller throws(RPCError) in
                try await meters.measure { () throws(RPCError) in
                    try await run(request, method, target, caller)
                }
            }
        case .refused(let error):
            .control { _, caller throws(RPCError) in
                try meters.count { () throws(RPCError) in
                    try gate.admit(caller, to: method.name)
                    throw error
                }
            }
        }
    }

    /// The answer to a call of a name that no method has: it counts as a call all the same, or who may
    /// call only so often could still keep the host busy.
    func refusal(ofUnknown name: String, for caller: Caller) -> RPCError {
        do throws(RPCError) {
            try gate.admit(caller, speaking: name)
            return RPCError(unknownMethod: name)
        } catch {
            return error
        }
    }

    private func run(
        _ request: Request,
        _ method: ServedMethod,
        _ target: any CallTarget,
        _ caller: Caller
    ) async throws(RPCError) -> JSONValue {
        do {
            let call = try prepare(request, method, caller)
            if call.options.check { return try checked { try target.check(call.params) } }
            return try await Permission.$current.withValue(gate.permission(of: caller)) {
                try await conduct.run(call, of: method, target, for: gate.holder(for: caller))
            }
        } catch {
            throw RPCError(describing: error)
        }
    }

    private func answer(
        _ request: Request,
        _ method: ServedMethod,
        _ target: any ControlTarget,
        _ caller: Caller
    ) throws(RPCError) -> JSONValue {
        do {
            let call = try prepare(request, method, caller)
            if call.options.check { return try checked { try target.check(call.params) } }
            try call.options.refuseDetaching()
            return try target.answer(call)
        } catch {
            throw RPCError(describing: error)
        }
    }

    /// Every stage before the effect.
    private func prepare(
        _ request: Request,
        _ method: ServedMethod,
        _ caller: Caller
    ) throws -> PreparedCall {
        try gate.admit(caller, to: method.name)
        let names = method.entry.parameterNames
        var params = try NamedParameters.naming(request.params, as: names)
        let options = try CallOptions(taking: &params, except: names)
        if method.entry.takesIdentity { try name(&params, method.name, caller) }
        try method.parameterSchema?.check(&params)
        return PreparedCall(
            method: method.name,
            caller: caller,
            params: params,
            options: options
        )
    }

    /// Lets the gate say as whom the call is made.
    private func name(
        _ params: inout JSONObject,
        _ method: String,
        _ caller: Caller
    ) throws(RPCError) {
        // As any parameter that need not be there: null says that it is not.
        if params["as"] == .null { params["as"] = nil }
        let requested = params["as"]
        if let requested, requested.string == nil {
            // Here and not with the other parameters: a plugin's methods may have no schema.
            throw RPCError(
                JSONDecodingError(pointer: "/as", expected: "a string", got: requested.kind)
            )
        }
        let identity = try gate.identity(requested?.string, for: caller, calling: method)
        if let identity { params["as"] = .string(identity) }
    }

    private func checked(_ check: () throws -> Void) rethrows -> JSONValue {
        try check()
        return ["checked": true]
    }
}
