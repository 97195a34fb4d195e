import Host
import HostTesting
import JSON
import JSONRPC
import Synchronization
import Testing

/// What a listener gets to whom others send, too.
@Suite struct EventRoomTests {
    /// Between the look whether there is room and the event, which each is asked for its listener's
    /// permission, something else takes the room.
    @Test func `events wait for room that others have taken, and none is lost`() async throws {
        let isArmed = Switch()
        let filled = AsyncStream<Void>.makeStream()
        let listener = Mutex<DirectConnection?>(nil)
        var settings = HostSettings()
        settings.clock = AccessClock(
            seconds: {
                guard isArmed.isOn else { return 0 }
                isArmed.turn(on: false)
                listener.withLock(\.self)?.fill(2000)
                filled.continuation.yield()
                return 0
            },
            nanoseconds: { 0 }
        )
        try await withHost(settings: settings) { host in
            _ = try await host.call("network.create", ["name": "n", "participants": []])
            _ = try await host.call("ledger.tick", ["count": 20])
            // From here on permissions are looked at.
            let token = try await host.call("auth.issue").member("token")
            _ = try await host.call("auth.use", ["token": token])

            let connection = DirectConnection(
                to: host.host,
                limits: ConnectionLimits(unsentByteCountMax: 1000)
            ) { message, connection in
                guard message["params"]?["sequence"] == 5 else { return }
                connection.hold()
                isArmed.turn(on: true)
            }
            listener.withLock { $0 = connection }
            connection.send("events.listen", ["topics": ["ledger"], "since": -1], id: 1)
            for await _ in filled.stream { break }
            // Until the event has found no room; were it to find some, this would show nothing.
            for _ in 0..<1000 { await Task.yield() }
            connection.release()
            var positions: [Int64] = []
            for await message in connection.messages where message["method"] == "events.event" {
                positions.append(try message.member("params").integer(of: "sequence"))
                if positions.last == 20 { break }
            }
            #expect(positions == Array(0...20))
            listener.withLock { $0 = nil }
        }
    }
}
