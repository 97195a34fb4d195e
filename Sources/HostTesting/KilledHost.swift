public import JSON
import JSONRPC
import Network

/// A host that is killed again and again while it is called, and started again each time.
///
/// After each start it must know everything that it has ever told, and its log must verify.
public actor KilledHost: CallableHost {
    /// What has become of the calls during which the host was killed.
    public struct Toll: Sendable, CustomStringConvertible {
        /// The reply had come; so what it acknowledged must have stayed.
        public var answered = 0
        /// The reply was lost and the log had grown.
        public var kept = 0
        /// The reply was lost and the log had not grown.
        public var lost = 0

        /// The host had no call to answer yet: it was starting.
        public var starting = 0

        /// How often the host was killed.
        public var kills: Int { answered + kept + lost + starting }

        /// The numbers in words.
        public var description: String {
            "\(kills) kills: \(answered) after the reply, \(kept) between log and reply, "
                + "\(lost) before the log, \(starting) during a start"
        }
    }

    /// What has become of the calls so far.
    public private(set) var toll = Toll()
    /// The steps that each call of `solver.train` has reported, call by call.
    public private(set) var trainings: [[Int64]] = []

    private let program: HostProgram
    private var schedule: KillSchedule
    private var witness = Witness()
    private var connection: (client: Client, notifications: NotificationLog)

    /// Starts a host on a home, to be killed on schedule.
    public init(home: String, schedule: KillSchedule) async throws {
        program = HostProgram(home: home)
        self.schedule = schedule
        connection = try await Self.start(program)
    }

    /// Calls a method; if the schedule says so, the host is killed and started again meanwhile.
    public func call(_ method: String, _ params: JSONObject) async throws -> JSONValue {
        let isTraining = method == "solver.train"
        var params = params
        if isTraining { params["progressToken"] = "training" }
        let moment = schedule.next(reports: isTraining)
        let (client, notifications) = connection
        notifications.begin()

        async let wasKilled = kill(at: moment, notifications)
        let reply: Result<JSONValue, ClientError>
        do {
            reply = .success(try await client.call(method, .object(params)))
        } catch {
            reply = .failure(error)
        }
        notifications.close()
        let told = witness.last
        if case .success(let result) = reply { witness.hear(result) }
        if isTraining {
            trainings.append(notifications.progress.compactMap { $0["step"]?.integer })
        }
        if await wasKilled {
            try await restart()
            count(reply, grown: witness.last != told)
        }
        return try reply.get()
    }

    /// Kills the host, lets `body` look at its home, and starts it again.
    public func interrupt(_ body: @Sendable () throws -> Void) async throws {
        await program.kill()
        try body()
        try await restart()
    }

    /// Ends the host for good.
    public func end() async {
        await program.kill()
    }

    private func kill(
        at moment: KillSchedule.Moment?,
        _ notifications: NotificationLog
    ) async -> Bool {
        guard let moment, let processID = await program.processID else { return false }
        let isKilled = await withCheckedContinuation { continuation in
            notifications.act(at: moment.reports) { isThere in
                // Work that is done before it has reported that often is spared.
                guard isThere else { return continuation.resume(returning: false) }
                HostProgram.kill(processID, after: moment.delay) {
                    continuation.resume(returning: true)
                }
            }
        }
        if isKilled { await program.wait() }
        return isKilled
    }

    private func count(_ reply: Result<JSONValue, ClientError>, grown: Bool) {
        if case .success = reply {
            toll.answered += 1
        } else if grown {
            toll.kept += 1
        } else {
            toll.lost += 1
        }
    }

    private func restart() async throws {
        await connection.client.close()
        while let delay = schedule.nextStart() {
            try await program.launch()
            await program.kill(after: delay)
            toll.starting += 1
        }
        connection = try await Self.start(program)
        try await audit()
    }

    private static func start(_ program: HostProgram) async throws -> (Client, NotificationLog) {
        try await program.start()
        let notifications = NotificationLog()
        let client = try await program.connect { notifications.add($0) }
        return (client, notifications)
    }

    /// Compares the log with all that was told of it, and has the host verify it.
    private func audit() async throws {
        let host = ConnectedHost(connection.client)
        let status: JSONValue
        do {
            status = try await host.call("network.status")
        } catch ClientError.refused(let error) where error.code == .noNetwork {
            guard witness.last == nil else { throw Unexpected("the whole network is lost") }
            return
        }
        let log = try await CarefulClient(host).events()
        try witness.check(log)
        witness.hear(status)
        let report = try await host.call("ledger.verify")
        guard report["valid"] == true, report["stateHash"] == status["stateHash"] else {
            throw Unexpected("the log does not verify: \(report.text), \(status.text)")
        }
        guard status["conserved"] == true else {
            throw Unexpected("credits are not conserved: \(status.text)")
        }
    }
}
