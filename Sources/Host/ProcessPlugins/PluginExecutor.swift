import Glibc
import JSON
import JSONRPC
import Ledger
import PluginKit
import ProcessPlugins
import Synchronization

/// Lets a plugin compute the segment of a run: `executor.run`.
struct PluginExecutor: Sendable {
    let manager: PluginManager
    let home: Home

    private static let lastNumber = Atomic<Int64>(0)

    /// Hands the work to the plugin and reads the checkpoint that it has written.
    func run(_ plugin: String, _ work: JSONObject) async throws -> ExecutedSegment {
        let number = Self.lastNumber.wrappingAdd(1, ordering: .relaxed).newValue
        let output = "\(home.runPath)/executor-\(number).safetensors"
        // Also when it was not written, or by a call that was given up.
        defer { unlink(output) }
        var work = work
        work["output"] = .string(output)
        let answer = JSONReader(try await manager.execute(plugin, .object(work)))
        let path: String
        let loss: Double
        do throws(JSONDecodingError) {
            var fields = try answer.object()
            path = try fields.optional("checkpoint")?.string() ?? output
            let mean = try fields.required("loss")
            loss = try mean.number()
            guard loss >= 0 else { throw mean.failure(expected: "a number of at least 0") }
        } catch {
            throw RPCError(
                .pluginFailed,
                "The executor \(plugin) gave no proper answer: \(error).",
                details: ["plugin": .string(plugin)],
                isRetryable: false
            )
        }
        // The plugin names it, not the caller.
        return ExecutedSegment(checkpoint: try LocalFile(ofHost: path).read(), loss: loss)
    }
}
