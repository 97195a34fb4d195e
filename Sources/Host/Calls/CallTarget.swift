package import JSON
import PluginKit

/// What stands at the end of the pipeline: it decodes the parameters and does the work.
package protocol CallTarget: Sendable {
    /// Decodes the parameters, and does nothing with them.
    func check(_ params: JSONObject) throws

    /// Does the work.
    func run(_ call: PreparedCall) async throws -> JSONValue
}

/// What is answered at once, on the thread that reads the connection.
package protocol ControlTarget: Sendable {
    /// Decodes the parameters, and does nothing with them.
    func check(_ params: JSONObject) throws

    /// Answers.
    func answer(_ call: PreparedCall) throws -> JSONValue
}

/// A `Method` as the end of the pipeline.
struct MethodTarget<Target: Method>: CallTarget {
    let method: Target

    func check(_ params: JSONObject) throws {
        _ = try Target.Parameters(json: JSONReader(.object(params)))
    }

    func run(_ call: PreparedCall) async throws -> JSONValue {
        let decoded = try Target.Parameters(json: JSONReader(.object(call.params)))
        return .object(try await method.call(decoded, in: CallContext(progress: call.progress)))
    }
}

/// A `ControlMethod` as the end of the pipeline.
struct ControlMethodTarget<Target: ControlMethod>: ControlTarget {
    let method: Target

    func check(_ params: JSONObject) throws {
        _ = try Target.Parameters(json: JSONReader(.object(params)))
    }

    func answer(_ call: PreparedCall) throws -> JSONValue {
        let decoded = try Target.Parameters(json: JSONReader(.object(call.params)))
        return .object(try method.answer(decoded))
    }
}
