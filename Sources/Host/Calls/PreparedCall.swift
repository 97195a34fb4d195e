package import JSON
package import JSONRPC
package import PluginKit

/// A call that has passed every stage before its effect.
package struct PreparedCall: Sendable {
    /// The method's name.
    package let method: String
    /// Whoever called.
    package let caller: Caller
    /// The parameters by name, without the options.
    package private(set) var params: JSONObject
    /// What the caller asks of the call itself.
    package let options: CallOptions

    /// The same call with other parameters.
    func with(_ params: JSONObject) -> PreparedCall {
        var call = self
        call.params = params
        return call
    }

    /// Where the work tells how far it is, if not to the caller under its token.
    private var reporter: ProgressReporter?

    /// A call with all that is known of it.
    package init(
        method: String,
        caller: Caller,
        params: JSONObject,
        options: CallOptions
    ) {
        self.method = method
        self.caller = caller
        self.params = params
        self.options = options
    }

    /// The same call, telling somebody else how far it is.
    func reporting(to reporter: ProgressReporter) -> PreparedCall {
        var call = self
        call.reporter = reporter
        return call
    }

    /// Where the work tells how far it is.
    package var progress: ProgressReporter {
        if let reporter { return reporter }
        guard let token = options.progressToken else { return .silent }
        return ProgressReporter { report in
            // A caller who does not keep up misses reports, never the answer.
            caller.progress(token: token, .object(report))
        }
    }
}
