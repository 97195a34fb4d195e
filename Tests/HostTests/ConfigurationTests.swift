import Host
import HostTesting
import JSON
import JSONRPC
import Ledger
import Tensors
import Testing

/// What `config.json` can say, and how a host answers what it cannot.
@Suite struct ConfigurationTests {
    @Test func `a plugin that is switched off says so, and the others work`() async throws {
        let home = try TemporaryHome()
        try home.configure(#"{"plugins": {"verifier": {"enabled": false}}}"#)
        try await withHost(at: home.path) { host in
            for method in ["verifier.enlist", "verifier.verify", "verifier.withdraw"] {
                let error = try await host.refusal(of: method)
                #expect(error.code == .pluginDisabled)
                #expect(error.code.number == 112)
                #expect(error.message.contains("verifier"))
                #expect(error.message.contains("config.json"))
            }
            for plugin in try await host.call("plugin.list").elements(of: "plugins") {
                #expect(plugin["enabled"]?.bool == (plugin["name"] != "verifier"))
            }
            #expect(try await host.refusal(of: "whistleblower.enlist").code == .unknownIdentity)
        }
    }

    @Test func `limits are taken and told`() async throws {
        let home = try TemporaryHome()
        try home.configure(#"{"limits": {"batchCountMax": 7, "connectionsMax": 3}, "threads": 1}"#)
        try await withHost(at: home.path) { host in
            let limits = try await host.call("host.limits")
            #expect(limits["batchCountMax"] == 7)
            #expect(limits["connectionsMax"] == 3)
            #expect(try await host.call("host.info")["threads"] == 1)
        }
    }

    @Test(arguments: [
        (#"{"limits": {"depthMax": 0}}"#, "/limits/depthMax"),
        (#"{"limits": {"depth": 9}}"#, "/limits/depth"),
        (#"{"plugins": {"mailman": {"enabled": false}}}"#, "/plugins/mailman"),
        (#"{"plugins": {"judge": {}, "mailman": {}, "solver": {}}}"#, "/plugins/mailman"),
        (#"{"plugins": {"judge": {"enabled": "no"}}}"#, "/plugins/judge/enabled"),
        (#"{"plugins": {"judge": {"disabled": true}}}"#, "/plugins/judge/disabled"),
        (#"{"plugin": {}}"#, "/plugin"),
        (#"{"threads": "many"}"#, "/threads"),
        (#"{"instructionSet": 512}"#, "/instructionSet"),
        (#"{"instructionSet": "abacus"}"#, "abacus"),
        (#"["limits"]"#, "an object"),
        (#"{"limits": "#, "line 1"),
    ])
    func `a configuration that is wrong is refused with the place of the fault`(
        text: String,
        place: String
    ) throws {
        let home = try TemporaryHome()
        try home.configure(text)
        let path = home.path
        let error = #expect(throws: ConfigurationError.self) {
            try HostConfiguration(homePath: path)
        }
        let words = try #require(error).description
        #expect(words.localizedCaseInsensitiveContains(place), "\(words)")
        #expect(words.contains("\(path)/config.json"))
    }

    @Test func `what is given at the start overrules the file, and the file the defaults`() throws {
        let home = try TemporaryHome()
        try home.configure(#"{"threads": 3, "instructionSet": "portable"}"#)
        var configuration = try HostConfiguration(homePath: home.path)
        #expect(configuration.execution.threads == 3)
        #expect(configuration.execution.instructionSet == .portable)
        try configuration.overrule(threads: nil, instructionSet: nil)
        #expect(configuration.execution.threads == 3)
        try configuration.overrule(threads: 2, instructionSet: InstructionSet.best.name)
        #expect(configuration.execution.threads == 2)
        #expect(configuration.execution.instructionSet == .best)
        #expect(throws: TensorError.self) {
            try configuration.overrule(threads: nil, instructionSet: "abacus")
        }
    }

    @Test func `a home has one host, and the second is told who has it`() async throws {
        let home = try TemporaryHome()
        try await withHost(at: home.path) { first in
            let path = try await first.call("host.info").text(of: "home")
            let error = #expect(throws: HomeError.self) {
                try Host(HostConfiguration(homePath: path), logger: .silent)
            }
            guard case .inUse(path, let process?) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(error?.description.contains("process \(process)") == true)
        }
        // Its end has freed the home.
        try await withHost(at: home.path) { _ in }
    }
}
