import HostTesting
import JSON
import Ledger
import Synchronization
import Testing

/// Calls that are cancelled in the midst of their work, which is where that work reads something.
@Suite struct CancellationTests {
    /// Cancels a call when so many reads of some files have been begun, and counts them all.
    private final class Reads: Sendable {
        private struct State {
            var count = 0
            var path = ""
            var connection: DirectConnection?
        }

        private let most: Int
        private let state = Mutex(State())

        init(cancellingAt most: Int) {
            self.most = most
        }

        /// How many there were since `begin`.
        var count: Int { state.withLock { $0.count } }

        /// A host whose reads these are.
        var settings: HostSettings {
            var settings = HostSettings()
            settings.faults.onRead = { path in
                self.note(path)
                return nil
            }
            return settings
        }

        /// Makes a call that is cancelled at its reads of files whose paths end so; gives back the reply.
        func cancelling(
            _ method: String,
            _ params: JSONObject = [:],
            on host: RunningHost,
            reading path: String
        ) async -> JSONValue? {
            let connection = DirectConnection(to: host.host)
            state.withLock { $0 = State(path: path, connection: connection) }
            defer { state.withLock { $0.connection = nil } }
            connection.send(method, params, id: "call")
            return await connection.reply(to: "call")
        }

        private func note(_ path: String) {
            let connection = state.withLock { state -> DirectConnection? in
                guard state.connection != nil, path.hasSuffix(state.path) else { return nil }
                state.count += 1
                return state.count == most ? state.connection : nil
            }
            connection?.cancel("call")
        }
    }

    @Test func `a check of the log stops where it is cancelled`() async throws {
        let reads = Reads(cancellingAt: 3)
        try await withHost(settings: reads.settings) { host in
            _ = try await host.call("network.create", ["name": "n", "participants": []])
            _ = try await host.call("ledger.tick", ["count": 20])
            let reply = await reads.cancelling("ledger.verify", on: host, reading: "log.sqlite")
            #expect(reply?["error"]?["code"] == -32800)
            #expect(reads.count == 3, "of 21 entries")
            #expect(try await host.call("ledger.verify")["valid"] == true)
        }
    }

    @Test func `a distance is not computed for those who have lost interest`() async throws {
        let reads = Reads(cancellingAt: 1)
        try await withHost(settings: reads.settings) { host in
            let header = #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#
            let length = String(UnicodeScalar(UInt8(header.utf8.count)))
            var blobs: [JSONValue] = []
            for number in ["@@@@", "AAAA"] {
                let text = length + String(repeating: "\0", count: 7) + header + number
                let blob = try await host.call("blob.put", ["text": .string(text)])
                blobs.append(try blob.member("blob"))
            }
            let params: JSONObject = ["left": blobs[0], "right": blobs[1]]
            // Any file, so that the second would be counted, too.
            let reply = await reads.cancelling("tensor.distance", params, on: host, reading: "")
            #expect(reply?["error"]?["code"] == -32800)
            #expect(reads.count == 1, "of two blobs")
            #expect(try await host.call("tensor.distance", params)["cosine"] != nil)
        }
    }
}
