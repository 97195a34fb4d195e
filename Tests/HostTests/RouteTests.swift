import Host
import HostTesting
import JSON
import JSONRPC
import Testing

/// What runs on the one thread that serves all sockets.
@Suite struct RouteTests {
    /// Each of these answers in microseconds, or must be in force before the next message is read.
    private static let control: Set<String> = [
        "auth.use", "host.info", "host.limits", "host.metrics", "host.ping", "host.stop",
        "plugin.stop",
    ]

    @Test func `only what is quick keeps other connections waiting`() async throws {
        try await withHost { host in
            for method in host.host.methodNames.union(["initialize", "tools/list"]) {
                guard case .control = host.host.handler.route(for: method) else { continue }
                #expect(Self.control.contains(method), "\(method)")
            }
        }
    }
}
