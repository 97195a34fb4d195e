import Access
import Host
import HostTesting
import JSON
import JSONRPC
import PluginKit
import Synchronization
import Testing

/// What a connection may do, once it has presented a token.
@Suite struct AccessTests {
    /// A clock that a test moves.
    private final class TestClock: Sendable {
        private let now = Atomic<Int64>(1_790_000_000)

        func advance(seconds: Int64) { now.wrappingAdd(seconds, ordering: .sequentiallyConsistent) }

        var clock: AccessClock {
            let read: @Sendable () -> Int64 = {
                self.now.load(ordering: .sequentiallyConsistent)
            }
            return AccessClock(seconds: read, nanoseconds: { read() * 1_000_000_000 })
        }
    }

    private static func settings(_ clock: TestClock) -> HostSettings {
        var settings = HostSettings()
        settings.clock = clock.clock
        return settings
    }

    /// A second connection to the host, which has presented a token with some caveats.
    private static func narrowed(
        _ host: RunningHost,
        _ params: JSONObject
    ) async throws -> ConnectedHost {
        let token = try await host.call("auth.issue", params).text(of: "token")
        let connection = ConnectedHost(try await Client.connect(to: host.socketPath))
        _ = try await connection.call("auth.use", ["token": .string(token)])
        return connection
    }

    @Test func `the roles of tokens are the roles of plugins`() {
        #expect(Permission.roleNames == Set(Role.allCases.map(\.rawValue)))
    }

    @Test func `administrative methods exist`() async throws {
        try await withHost { host in
            #expect(MethodPattern.administrative.isSubset(of: host.host.methodNames))
            #expect(Permission.personal.isSubset(of: host.host.methodNames))
        }
    }

    @Test func `the owner may do everything`() async throws {
        try await withHost { host in
            let who = try await host.call("auth.whoami")
            #expect(who["decidedBy"] == "owner")
            #expect(try who.elements(of: "roles").count == 5)
            #expect(try who.elements(of: "methods").contains("host.stop"))
        }
    }

    /// Goes over every method there is, so that it holds for those that are added later.
    @Test func `no method signs as somebody whom the connection may not be`() async throws {
        let entries = try MethodCatalogue.standard().entries
            .filter { $0.parameterNames.contains("as") }
        #expect(entries.count > 20)
        let clock = TestClock()
        try await withHost(settings: Self.settings(clock)) { host in
            let connection = try await Self.narrowed(host, ["identity": "ada"])
            for entry in entries {
                // Failures are forgotten, and so make nobody wait.
                clock.advance(seconds: 1000)
                var params = try entry.exampleParameters()
                for name in ["alan", "default"] {
                    params["as"] = .string(name)
                    let error = try await connection.refusal(of: entry.name, params)
                    #expect(error.code == .identityForbidden, "\(entry.name): \(error)")
                    #expect(error.data?["pointer"] == "/as", "\(entry.name)")
                }
                params["as"] = nil
                let error = try await connection.refusal(of: entry.name, params)
                #expect(error.code != .identityForbidden, "\(entry.name) is called as ada")
            }
            await connection.client.close()
        }
    }

    @Test func `a token narrows one connection, and the other stays as it is`() async throws {
        try await withHost { host in
            let connection = try await Self.narrowed(host, ["methods": ["host.*", "task.list"]])
            _ = try await connection.call("host.ping")
            #expect(try await connection.refusal(of: "host.stop").code == .forbidden)
            #expect(try await connection.refusal(of: "key.list").code == .forbidden)
            #expect(try await connection.refusal(of: "auth.issue").code == .forbidden)
            _ = try await host.call("key.list")
            let who = try await connection.call("auth.whoami")
            #expect(try who.elements(of: "methods") == ["host.*", "task.list"])
            await connection.client.close()
        }
    }

    @Test func `a second token only takes more away`() async throws {
        try await withHost { host in
            let connection = try await Self.narrowed(host, ["methods": ["host.ping"]])
            let wide = try await host.call("auth.issue").text(of: "token")
            _ = try await connection.call("auth.use", ["token": .string(wide)])
            #expect(try await connection.refusal(of: "key.list").code == .forbidden)
            await connection.client.close()
        }
    }

    @Test func `who has presented a token gets no other, which its revocation would not reach`()
        async throws
    {
        try await withHost { host in
            let issuer = try await Self.narrowed(host, ["methods": ["auth.issue", "host.ping"]])
            let error = try await issuer.refusal(of: "auth.issue", ["methods": ["*"]])
            #expect(error.code == .forbidden)
            await issuer.client.close()
        }
    }

    @Test func `a job is for connections that are no narrower than its own, and for the owner`()
        async throws
    {
        try await withHost { host in
            _ = try await host.call(
                "network.create",
                ["name": "n", "participants": [["name": "ada", "credits": 9]]]
            )
            let first = try await Self.narrowed(host, ["methods": ["ledger.verify", "job.*"]])
            let second = try await Self.narrowed(host, ["methods": ["ledger.verify", "job.*"]])
            let job = try await first.call("ledger.verify", ["detach": true]).text(of: "job")
            let named: JSONObject = ["job": .string(job)]
            for method in ["job.status", "job.wait", "job.cancel"] {
                #expect(try await second.refusal(of: method, named).code == .unknownJob)
            }
            #expect(try await second.call("job.list").elements(of: "jobs").isEmpty)
            #expect(try await first.call("job.wait", named)["state"] == "succeeded")
            #expect(try await host.call("job.list").elements(of: "jobs").count == 1)
            #expect(try await host.call("job.status", named)["job"] == .string(job))
            await first.client.close()
            await second.client.close()
        }
    }

    @Test func `who speaks another protocol is counted, too`() async throws {
        let clock = TestClock()
        try await withHost(settings: Self.settings(clock)) { host in
            let rate: JSONObject = ["rate": ["perSecond": 1, "burst": 3]]
            let connection = try await Self.narrowed(host, rate)
            _ = try await connection.call("ping")
            _ = try await connection.call("tools/list")
            _ = try await connection.call("initialize", ["protocolVersion": "2025-11-25"])
            for method in ["ping", "tools/list", "initialize", "server/discover"] {
                #expect(try await connection.refusal(of: method).code == .rateExceeded)
            }
            await connection.client.close()
        }
    }

    @Test func `a call of what is no method is counted, however it comes`() async throws {
        let clock = TestClock()
        try await withHost(settings: Self.settings(clock)) { host in
            let rate: JSONObject = ["rate": ["perSecond": 1, "burst": 3]]
            let connection = try await Self.narrowed(host, rate)
            func refusals() async throws -> [ErrorCode] {
                [
                    try await connection.refusal(of: "no.method").code,
                    try await connection.refusal(
                        of: "workspace/executeCommand",
                        ["command": "no.method"]
                    ).code,
                    try await connection.refusal(of: "tools/call", ["name": "no_tool"]).code,
                ]
            }
            let unknown: [ErrorCode] = [.methodNotFound, .methodNotFound, .invalidParameters]
            #expect(try await refusals() == unknown)
            #expect(try await connection.refusal(of: "host.ping").code == .rateExceeded)
            #expect(try await refusals() == [.rateExceeded, .rateExceeded, .rateExceeded])
            clock.advance(seconds: 1)
            _ = try await connection.call("host.ping")
            await connection.client.close()
        }
    }

    @Test func `narrowing makes no end of limits to be counted`() async throws {
        try await withHost { host in
            var token = try Token(try await host.call("auth.issue").text(of: "token"))
            for _ in 0...16 { try token.narrow(by: .rate(RateLimit(perSecond: 1, burst: 1))) }
            let error = try await host.refusal(of: "auth.use", ["token": .string(token.text)])
            #expect(error.code == .limitExceeded)
        }
    }

    @Test func `a token ends when its time has come, also on connections`() async throws {
        let clock = TestClock()
        try await withHost(settings: Self.settings(clock)) { host in
            let connection = try await Self.narrowed(host, ["expires": 1_790_000_010])
            let token = try await host.call("auth.issue", ["expires": 1_790_000_010])
            clock.advance(seconds: 9)
            _ = try await connection.call("host.ping")
            clock.advance(seconds: 1)
            #expect(try await connection.refusal(of: "host.ping").code == .tokenExpired)
            let use: JSONObject = ["token": try token.member("token")]
            #expect(try await host.refusal(of: "auth.use", use).code == .tokenExpired)
            _ = try await host.call("host.ping")
            await connection.client.close()
        }
    }

    @Test func `revoking ends a token on every connection, and over a restart`() async throws {
        let home = try TemporaryHome()
        let token = try await withHost(at: home.path) { host in
            let connection = try await Self.narrowed(host, ["roles": ["solver"]])
            let who = try await connection.call("auth.whoami")
            let id = try who.elements(of: "tokens")[0]
            let token = try await host.call("auth.issue").text(of: "token")
            let first = try await host.call("auth.revoke", ["id": id])
            #expect(first["alreadyRevoked"] == false)
            #expect(try await connection.refusal(of: "host.ping").code == .tokenRevoked)
            _ = try await host.call("auth.revoke", ["token": .string(token)])
            let again = try await host.call("auth.revoke", ["token": .string(token)])
            #expect(again["alreadyRevoked"] == true)
            await connection.client.close()
            return token
        }
        try await withHost(at: home.path) { host in
            let error = try await host.refusal(of: "auth.use", ["token": .string(token)])
            #expect(error.code == .tokenRevoked)
        }
    }

    @Test func `revoking what was narrowed leaves what it was narrowed from`() async throws {
        try await withHost { host in
            let given = try await host.call("auth.issue").text(of: "token")
            var narrowed = try Token(given)
            try narrowed.narrow(by: .roles([]))
            _ = try await host.call("auth.revoke", ["token": .string(narrowed.text)])
            try narrowed.narrow(by: .identity([]))
            let use: JSONObject = ["token": .string(narrowed.text)]
            #expect(try await host.refusal(of: "auth.use", use).code == .tokenRevoked)
            _ = try await host.call("auth.use", ["token": .string(given)])
        }
    }

    @Test func `who calls too often is told when to go on`() async throws {
        let clock = TestClock()
        try await withHost(settings: Self.settings(clock)) { host in
            let rate: JSONObject = ["perSecond": 1, "burst": 3]
            let token = try await host.call("auth.issue", ["rate": .object(rate)])
            let use: JSONObject = ["token": try token.member("token")]
            let one = ConnectedHost(try await Client.connect(to: host.socketPath))
            let two = ConnectedHost(try await Client.connect(to: host.socketPath))
            for connection in [one, two] { _ = try await connection.call("auth.use", use) }
            for connection in [one, two, one] { _ = try await connection.call("host.ping") }
            let error = try await two.refusal(of: "host.ping")
            #expect(error.code == .rateExceeded)
            #expect(error.data?["retryable"] == true)
            #expect(error.data?["retryAfterMilliseconds"] == 1000)
            #expect(try await one.call("auth.whoami").integer(of: "callsLeft") == 0)
            clock.advance(seconds: 1)
            _ = try await one.call("host.ping")
            for connection in [one, two] { await connection.client.close() }
        }
    }

    @Test func `who keeps failing has to wait, and nobody else`() async throws {
        let clock = TestClock()
        try await withHost(settings: Self.settings(clock)) { host in
            let token = try await host.call("auth.issue").text(of: "token")
            let forged = String(token.dropLast()) + (token.hasSuffix("0") ? "1" : "0")
            for _ in 0..<6 {
                let error = try await host.refusal(of: "auth.use", ["token": .string(forged)])
                #expect(error.code == .invalidToken)
            }
            let error = try await host.refusal(of: "auth.use", ["token": .string(token)])
            #expect(error.code == .tooManyFailures)
            #expect(error.data?["retryAfterMilliseconds"] == 250)
            _ = try await host.call("host.ping")
            clock.advance(seconds: 1)
            _ = try await host.call("auth.use", ["token": .string(token)])
        }
    }
}
