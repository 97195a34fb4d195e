import JSON
import JSONRPC
import PluginKit

/// A method of the host's own that has to do with whoever calls it.
protocol CallerMethod<Parameters>: Sendable {
    /// What the method takes. Unknown parameters are refused by its decoder.
    associatedtype Parameters: JSONDecodable & Sendable

    /// The name under which it is called: `<namespace>.<verb>`.
    static var name: String { get }

    /// How calls of it stand to other calls of the same connection.
    static var scheduling: Scheduling { get }

    /// The name of the result's list that callers get page by page, or nothing; as for `Method`.
    static var pagedList: String? { get }

    /// Does the work.
    func call(_ parameters: Parameters, from caller: Caller) async throws -> JSONObject
}

extension CallerMethod {
    /// Calls of a connection take effect in the order in which they were sent.
    static var scheduling: Scheduling { .ordered }

    /// The result is answered whole.
    static var pagedList: String? { nil }
}

/// A `CallerMethod` as the end of the pipeline.
struct CallerMethodTarget<Target: CallerMethod>: CallTarget {
    let method: Target

    func check(_ params: JSONObject) throws {
        _ = try Target.Parameters(json: JSONReader(.object(params)))
    }

    func run(_ call: PreparedCall) async throws -> JSONValue {
        let decoded = try Target.Parameters(json: JSONReader(.object(call.params)))
        return .object(try await method.call(decoded, from: call.caller))
    }
}
