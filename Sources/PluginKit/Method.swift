public import JSON

/// One method of the RPC surface: one file, one type, one schema in `rpc-schemas/`.
///
/// The result is written as a JSON object in the order of its schema; the conformance tests hold
/// what is written to what the schema says.
public protocol Method<Parameters>: Sendable {
    /// What the method takes. Unknown parameters are refused by its decoder.
    associatedtype Parameters: JSONDecodable & Sendable

    /// The name under which it is called: `<namespace>.<verb>`.
    static var name: String { get }

    /// How calls of it stand to other calls of the same connection.
    static var scheduling: Scheduling { get }

    /// The name of the result's list that callers get page by page, or nothing.
    ///
    /// The host takes care of the parameters `cursor` and `limit` and of `next` in the result, which
    /// stand in the schema; the method gives the whole list.
    static var pagedList: String? { get }

    /// Does the work.
    ///
    /// - Throws: any error of a module of ours; the host translates it into the error table.
    func call(_ parameters: Parameters, in context: CallContext) async throws -> JSONObject
}

/// How calls of a method stand to other calls of the same connection.
public enum Scheduling: Sendable {
    /// One after another, in the order in which they were sent.
    case ordered
    /// On its own beside the others, for work that takes its time.
    case long
}

extension Method {
    /// Calls of a connection take effect in the order in which they were sent.
    public static var scheduling: Scheduling { .ordered }

    /// The result is answered whole.
    public static var pagedList: String? { nil }
}

/// A method that is answered at once, whatever else is going on.
///
/// It runs on the thread that reads the connection: it must neither block nor compute for long.
public protocol ControlMethod<Parameters>: Sendable {
    /// What the method takes. Unknown parameters are refused by its decoder.
    associatedtype Parameters: JSONDecodable & Sendable

    /// The name under which it is called: `<namespace>.<verb>`.
    static var name: String { get }

    /// Answers.
    func answer(_ parameters: Parameters) throws -> JSONObject
}

/// The parameters of a method that takes none.
public struct NoParameters: JSONDecodable, Sendable {
    /// Refuses whatever is there.
    public init(json: JSONReader) throws(JSONDecodingError) {
        try json.object().finish()
    }
}

/// What a call brings along besides its parameters.
public struct CallContext: Sendable {
    /// Where the work tells how far it is.
    public let progress: ProgressReporter

    /// A call's surroundings.
    public init(progress: ProgressReporter) {
        self.progress = progress
    }
}

/// Tells a caller how far its call is, if the caller asked to be told.
public struct ProgressReporter: Sendable {
    private let send: (@Sendable (JSONObject) -> Void)?

    /// A reporter that tells nobody.
    public static let silent = ProgressReporter(nil)

    /// A reporter that hands each report on.
    public init(_ send: (@Sendable (JSONObject) -> Void)?) {
        self.send = send
    }

    /// Reports that `step` of `steps` are done.
    public func report(
        step: Int,
        of steps: Int,
        loss: Double? = nil,
        samplesPerSecond: Double? = nil,
        message: String? = nil
    ) {
        guard let send else { return }
        var report: JSONObject = ["step": .integer(Int64(step)), "steps": .integer(Int64(steps))]
        if let loss { report["loss"] = loss.isFinite ? .real(loss) : .null }
        if let samplesPerSecond, samplesPerSecond.isFinite {
            report["samplesPerSecond"] = .real(samplesPerSecond)
        }
        if let message { report["message"] = .string(message) }
        send(report)
    }
}
