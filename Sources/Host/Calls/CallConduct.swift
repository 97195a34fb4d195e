import JSON
import JSONRPC
import PluginKit

/// How calls are carried out once nothing stands against them: until when, with which signs of
/// life, and whether their connection waits for them.
package struct CallConduct: Sendable {
    let limits: TimeLimits
    let alarm: Alarm
    let jobs: JobTable
    let meters: CallMeters

    /// A conduct of its own, for tables of methods that stand alone.
    package init() {
        let alarm = Alarm()
        self.init(
            limits: TimeLimits(),
            alarm: alarm,
            jobs: JobTable(TimeLimits(), alarm: alarm),
            meters: CallMeters(PrometheusRegistry())
        )
    }

    /// A conduct whose jobs are events.
    init(_ limits: TimeLimits, events: EventHub, meters: CallMeters) {
        let alarm = Alarm()
        let jobs = JobTable(limits, alarm: alarm) { kind, job in
            events.publish(
                .job,
                kind,
                [Event.Subject(kind: "job", id: job.id)],
                [
                    "method": .string(job.method),
                    "state": .string(job.state.rawValue),
                    "progress": job.progress.map { .object($0) } ?? .null,
                ],
                of: job.holder
            )
        }
        self.init(limits: limits, alarm: alarm, jobs: jobs, meters: meters)
    }

    init(limits: TimeLimits, alarm: Alarm, jobs: JobTable, meters: CallMeters) {
        self.limits = limits
        self.alarm = alarm
        self.jobs = jobs
        self.meters = meters
    }

    /// Carries a call out, or makes a job of it and answers with that.
    ///
    /// - Parameter holder: whose the job would be.
    func run(
        _ call: PreparedCall,
        of method: ServedMethod,
        _ target: any CallTarget,
        for holder: @autoclosure () -> Holder
    ) async throws -> JSONValue {
        guard call.options.detach else {
            let deadline = deadline(of: call, method, since: call.caller.arrival ?? .now)
            guard method.isLong, let token = call.options.progressToken else {
                return try await carryOut(call, until: deadline, target)
            }
            let beat = Beat(every: .milliseconds(limits.beatMilliseconds)) { report in
                // A caller who does not keep up misses reports, never the answer.
                call.caller.progress(token: token, .object(report))
            }
            return try await beat.accompany {
                try await carryOut(call.reporting(to: beat.reporter), until: deadline, target)
            }
        }
        if !method.isLong { try call.options.refuseDetaching() }
        // What is wrong with the parameters is said now, not by a job.
        try target.check(call.params)
        let deadline = deadline(of: call, method, since: .now)
        let id = try jobs.start(method.name, for: holder()) { progress in
            try await carryOut(call.reporting(to: progress), until: deadline, target)
        }
        return ["job": .string(id)]
    }

    private func deadline(
        of call: PreparedCall,
        _ method: ServedMethod,
        since start: ContinuousClock.Instant
    ) -> CallDeadline {
        CallDeadline(call.options.deadline, since: start, isLong: method.isLong, limits)
    }

    private func carryOut(
        _ call: PreparedCall,
        until deadline: CallDeadline,
        _ target: any CallTarget
    ) async throws -> JSONValue {
        try await CallOrigin.$current.withValue(call.caller.connection.number) {
            try await alarm.run(until: deadline) { try await target.run(call) }
        }
    }
}
