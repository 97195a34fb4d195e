import Graphs
import JSON
import Ledger
import PluginKit
import Training

/// `host.limits`: how much this host takes, and for how long.
struct HostLimitsMethod: ControlMethod {
    static let name = "host.limits"
    let facilities: Facilities

    func answer(_ parameters: NoParameters) throws -> JSONObject {
        let limits = facilities.configuration.limits
        return [
            "messageBytesMax": .count(limits.messageByteCountMax),
            "depthMax": .count(limits.depthMax),
            "batchCountMax": .count(limits.batchCountMax),
            "batchReplyBytesMax": .count(limits.batchReplyByteCountMax),
            "connectionsMax": .count(limits.connectionCountMax),
            "callsInFlightMax": .count(limits.callsInFlightMax),
            "idleSecondsMax": .count(limits.idleSecondsMax),
            "blobBytesMax": .count(facilities.blobs.byteCountMax),
            "tensorValuesMax": .count(TensorLimit.values.most),
            "tensorNamesMax": .count(TensorLimit.names.most),
            "memoryBytesMax": .count(Trainer.memoryByteCountMax),
            "stepFlopsMax": .count(Trainer.stepFlopsMax),
            "evaluationFlopsMax": .count(GraphEvaluation.flopsMax),
            "subscriptionsMax": .count(limits.events.countMax),
            "eventsBehindMax": .count(limits.events.behindMax),
            "eventBytesUnsentMax": .count(limits.events.unsentByteCountMax),
            "deadlineOrderedMilliseconds": .count(limits.time.deadlineOrderedMilliseconds),
            "deadlineLongMilliseconds": .count(limits.time.deadlineLongMilliseconds),
            "beatMilliseconds": .count(limits.time.beatMilliseconds),
            "jobsRunningMax": .count(limits.time.jobsRunningMax),
            "jobsPerUserMax": .count(limits.time.jobsPerUserMax),
            "jobsKeptMax": .count(limits.time.jobsKeptMax),
            "jobsKeptSeconds": .count(limits.time.jobsKeptSeconds),
        ]
    }
}
