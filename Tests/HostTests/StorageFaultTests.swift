import Glibc
import Host
import HostTesting
import JSON
import JSONRPC
import Ledger
import Synchronization
import Testing

/// A disk that is full, or fails, at each place where something is stored.
@Suite struct StorageFaultTests {
    /// One place at which storage fails, and the error that callers get.
    enum Fault: String, CaseIterable, Sendable {
        case transactionFindsNoRoom
        case writeFindsNoRoom
        case renameFindsNoRoom
        case flushFails
        case writeFails

        /// Faults that strike while a switch is on.
        func faults(when armed: Switch) -> StorageFaults {
            var faults = StorageFaults()
            switch self {
            case .transactionFindsNoRoom:
                faults.onCommit = { armed.isOn ? .full(path: "log.sqlite") : nil }
            case .writeFindsNoRoom:
                faults.onWrite = { _, _ in armed.isOn ? .failure(ENOSPC) : nil }
            case .renameFindsNoRoom:
                faults.onRename = { _ in armed.isOn ? ENOSPC : nil }
            case .flushFails:
                faults.onSynchronize = { _ in armed.isOn ? EIO : nil }
            case .writeFails:
                faults.onWrite = { _, _ in armed.isOn ? .failure(EIO) : nil }
            }
            return faults
        }

        var code: ErrorCode {
            switch self {
            case .transactionFindsNoRoom, .writeFindsNoRoom, .renameFindsNoRoom: .storageFull
            case .flushFails, .writeFails: .storageFailed
            }
        }

        /// Whether the fault strikes files; otherwise it strikes the log.
        var strikesFiles: Bool { self != .transactionFindsNoRoom }
    }

    /// A call that stores something.
    struct Call: Sendable {
        let method: String
        let params: JSONObject
        /// Whether it writes a file, and whether it appends an event.
        let writesFile: Bool
        let appends: Bool
    }

    private static func calls(_ students: Students, data: String) -> [Call] {
        let specification = students.specification(steps: 20)
        return [
            Call(
                method: "participant.transfer",
                params: ["to": "emmy", "amount": 5, "as": "ada"],
                writesFile: false,
                appends: true
            ),
            Call(
                method: "submitter.submit",
                params: ["specification": specification, "as": "ada"],
                writesFile: true,
                appends: true
            ),
            Call(
                method: "round.open",
                params: ["specification": specification, "blockSamples": 10, "as": "ada"],
                writesFile: true,
                appends: true
            ),
            Call(
                method: "verifier.enlist",
                params: ["as": "emmy"],
                writesFile: true,
                appends: true
            ),
            Call(
                method: "ledger.tick",
                params: [:],
                writesFile: false,
                appends: true
            ),
            Call(
                method: "key.create",
                params: ["name": "niels"],
                writesFile: true,
                appends: false
            ),
            Call(
                method: "blob.put",
                params: ["text": "a blob that is not there yet"],
                writesFile: true,
                appends: false
            ),
            Call(
                method: "dataset.register",
                params: ["path": .string(data), "train": 40],
                writesFile: true,
                appends: false
            ),
        ]
    }

    @Test(arguments: Fault.allCases)
    func `a call that storage fails changes nothing, and succeeds when storage is well again`(
        fault: Fault
    ) async throws {
        let home = try TemporaryHome()
        let data = try home.write(Students.table, to: "data.csv")
        let armed = Switch()
        var settings = HostSettings()
        settings.faults = fault.faults(when: armed)
        try await withHost(at: home.path, settings: settings) { host in
            let students = try await Students(on: host, data: data)
            for call in Self.calls(students, data: data)
            where fault.strikesFiles ? call.writesFile : call.appends {
                let before = try await host.call("network.status")
                armed.turn(on: true)
                let error = try await host.refusal(of: call.method, call.params)
                armed.turn(on: false)
                #expect(error.code == fault.code, "\(call.method): \(error)")
                #expect(error.data?["retryable"] == true, "\(call.method)")
                #expect(error.message.contains("send the request again"), "\(error)")
                let after = try await host.call("network.status")
                #expect(after == before, "\(call.method) changed the network")

                _ = try await host.call(call.method, call.params)
            }
            let status = try await host.call("network.status")
            let report = try await host.call("ledger.verify")
            #expect(report["valid"] == true)
            #expect(report["stateHash"] == status["stateHash"])
        }
    }

    /// An attestation and the event that cites it come into the log together or not at all.
    @Test func `a full disk leaves no attestation of an event that it refuses behind`()
        async throws
    {
        let armed = Switch()
        var settings = HostSettings()
        settings.faults.onCommit = { armed.isOn ? .full(path: "log.sqlite") : nil }
        let home = try TemporaryHome()
        let data = try home.write(Students.table, to: "data.csv")
        try await withHost(at: home.path, settings: settings) { host in
            let students = try await Students(on: host, data: data)
            let params: JSONObject = [
                "specification": students.specification(steps: 20), "as": "ada",
            ]
            let before = try await host.call("network.status")
            armed.turn(on: true)
            #expect(try await host.refusal(of: "submitter.submit", params).code == .storageFull)
            armed.turn(on: false)
            #expect(try await host.call("network.status") == before)
            _ = try await host.call("submitter.submit", params)
            let log = try await students.client.events()
            #expect(log.map(\.kind) == ["genesis", "blob.attest", "task.submit"])
        }
    }

    @Test func `a log that has reached its page limit refuses events until the limit is raised`()
        async throws
    {
        var settings = HostSettings()
        settings.ledgerLimits.pageCountMax = 48
        let home = try TemporaryHome()
        let data = try home.write(Students.table, to: "data.csv")
        try await withHost(at: home.path, settings: settings) { host in
            let students = try await Students(on: host, data: data)
            let transfer: JSONObject = ["to": "emmy", "amount": 1, "as": "ada"]
            var error: RPCError?
            for _ in 0..<2000 where error == nil {
                do {
                    _ = try await host.call("participant.transfer", transfer)
                } catch ClientError.refused(let refusal) {
                    error = refusal
                }
            }
            let refusal = try #require(error, "the limit must strike")
            #expect(refusal.code == .storageFull)
            #expect(refusal.message.contains("Free some space"))

            let before = try await host.call("network.status")
            #expect(
                try await host.refusal(of: "participant.transfer", transfer).code == .storageFull
            )
            #expect(try await host.call("network.status") == before)
            #expect(try await host.call("ledger.verify")["valid"] == true)

            try host.host.ledger.limit(pageCount: 4096)
            _ = try await host.call("participant.transfer", transfer)
            try await students.enlistVerifier()
            _ = try await students.offerTask(steps: 20)
            #expect(try await host.call("ledger.verify")["valid"] == true)
        }
    }

    @Test func `a network that cannot be stored is not there, and can be created later`()
        async throws
    {
        for fault in Fault.allCases where fault.strikesFiles {
            let armed = Switch()
            var settings = HostSettings()
            settings.faults = fault.faults(when: armed)
            try await withHost(settings: settings) { host in
                armed.turn(on: true)
                let error = try await host.refusal(of: "network.create", Students.network)
                #expect(error.code == fault.code, "\(error)")
                #expect(try await host.refusal(of: "network.status").code == .noNetwork)
                armed.turn(on: false)
                _ = try await host.call("network.create", Students.network)
                #expect(try await host.call("network.status")["conserved"] == true)
            }
        }
    }

    @Test func `a training that runs out of room goes on from its last checkpoint`() async throws {
        let writesLeft = Atomic(Int.max)
        var settings = HostSettings()
        settings.faults.onWrite = { _, _ in
            let isRoom = writesLeft.wrappingSubtract(1, ordering: .relaxed).oldValue > 0
            return isRoom ? nil : .failure(ENOSPC)
        }
        let home = try TemporaryHome()
        let data = try home.write(Students.table, to: "data.csv")
        try await withHost(at: home.path, settings: settings) { host in
            let students = try await Students(on: host, data: data)
            try await students.enlistVerifier()
            let task = try await students.offerTask(steps: 1000)
            try await students.accept(task)
            let before = try await host.call("network.status")
            let params: JSONObject = ["task": .string(task), "as": "alan", "progressToken": 1]

            // Enough for some of its hundred checkpoints.
            writesLeft.store(50, ordering: .relaxed)
            #expect(try await host.refusal(of: "solver.train", params).code == .storageFull)
            writesLeft.store(.max, ordering: .relaxed)
            #expect(try await host.call("network.status") == before)
            let reached = try #require(host.notifications.progress.last?["step"]?.integer)

            host.notifications.begin()
            _ = try await host.call("solver.train", params)
            let first = try #require(host.notifications.progress.first?["step"]?.integer)
            #expect(first >= reached)
        }
    }
}
