import PluginKit

/// The methods of the host itself, one line each.
extension MethodRegistry {
    static func ownMethods(_ facilities: Facilities) -> [any Method] {
        [
            AuthRevoke(access: facilities.access),
            BlobGet(facilities: facilities),
            BlobInfo(facilities: facilities),
            BlobPut(facilities: facilities),
            CloseRound(facilities: facilities),
            DatasetInfo(facilities: facilities),
            DatasetRegister(facilities: facilities),
            ExpireTask(facilities: facilities),
            JoinNetwork(facilities: facilities),
            KeyCreate(facilities: facilities),
            KeyList(facilities: facilities),
            LedgerAppend(facilities: facilities),
            LedgerEvents(facilities: facilities),
            LedgerExplain(facilities: facilities),
            LedgerTick(facilities: facilities),
            LedgerVerify(facilities: facilities),
            ModelCreate(facilities: facilities),
            ModelEvaluate(facilities: facilities),
            ModelGradient(facilities: facilities),
            ModelTrain(facilities: facilities),
            NetworkCreate(facilities: facilities),
            NetworkStatus(facilities: facilities),
            OpenRound(facilities: facilities),
            ParticipantList(facilities: facilities),
            ParticipantTransfer(facilities: facilities),
            PublishModel(facilities: facilities),
            ReputationAggregate(facilities: facilities),
            ReputationLog(facilities: facilities),
            RoundList(facilities: facilities),
            RoundStatus(facilities: facilities),
            SettleTask(facilities: facilities),
            TaskList(facilities: facilities),
            TaskStatus(facilities: facilities),
            TensorDelete(tensors: facilities.tensors),
            TensorDistance(tensors: facilities.tensors),
            TensorEvaluate(tensors: facilities.tensors),
            TensorExport(tensors: facilities.tensors),
            TensorGet(tensors: facilities.tensors),
            TensorImport(tensors: facilities.tensors),
            TensorInfo(tensors: facilities.tensors),
            TensorList(tensors: facilities.tensors),
            TensorPut(tensors: facilities.tensors),
        ]
    }

    static func callerMethods(_ facilities: Facilities) -> [any CallerMethod] {
        let jobs = facilities.conduct.jobs
        let access = facilities.access
        return [
            AuthWhoami(access: access, facilities: facilities),
            EventsList(hub: facilities.events),
            EventsListen(hub: facilities.events),
            EventsUnlisten(hub: facilities.events),
            JobCancel(jobs: jobs, access: access),
            JobList(jobs: jobs, access: access),
            JobStatus(jobs: jobs, access: access),
            JobWait(jobs: jobs, access: access),
        ]
    }

    /// What tells of all methods.
    func describingMethods() -> [any Method] {
        [
            // Weakly: the table holds these methods.
            Discover(catalogue) { [weak table] in table?.methods ?? [] },
            HostHelp(catalogue.common) { [weak table] in table?.methods ?? [] },
        ]
    }

    func controlMethods(_ facilities: Facilities) -> [any ControlMethod] {
        [
            HostInfo(facilities: facilities),
            HostLimitsMethod(facilities: facilities),
            HostMetricsMethod(metrics: facilities.metrics),
            HostPing(),
            HostStop(facilities: facilities),
        ]
    }
}
