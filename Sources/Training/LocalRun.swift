import Digests
public import Graphs
public import Tensors

/// A run of training outside of any task: for whoever trains for themselves.
///
/// It computes what a task's run computes, and stops at the first number that is none.
public struct LocalRun: Sendable {
    /// What a run begins with.
    public enum Start: Sendable {
        /// The initial state that follows from the seed.
        case seed
        /// These parameters, and nothing that an optimizer keeps.
        case parameters([Tensor])
        /// The state of a checkpoint, from whose step the run goes on.
        case checkpoint(ModelState)
    }

    private var trainer: Trainer
    /// The last state that was looked through and found sound.
    private var sound: ModelState

    /// Steps from one look through the state to the next: to look costs as much as to update.
    private static let lookInterval = 64

    /// A run that has done nothing yet.
    ///
    /// - Throws: ``TrainingError/memory(needed:limit:)`` when a step and the last sound state take
    ///   more memory than there may be.
    public init(
        _ specification: WorkSpecification,
        on dataset: CommittedDataset,
        seed: UInt64,
        from start: Start = .seed,
        execution: Execution,
        memoryLimit: Int64 = Trainer.memoryByteCountMax
    ) throws(TrainingError) {
        let state: ModelState? =
            switch start {
            case .seed: nil
            case .checkpoint(let state): state
            case .parameters(let parameters):
                try TrainingError.ofState { () throws(StateError) in
                    try ModelState(
                        model: specification.model,
                        parameters: parameters,
                        rule: specification.optimizer.rule
                    )
                }
            }
        trainer = try Trainer(
            specification: specification,
            dataset: dataset,
            seeds: RunSeeds(local: seed),
            execution: execution,
            state: state,
            copies: 1,
            memoryLimit: memoryLimit
        )
        sound = trainer.state
    }

    /// The steps done, those before the checkpoint that the run began with among them.
    public var stepsDone: Int { trainer.state.step }

    /// The work done since the run began.
    public var metered: Work { trainer.metered }

    /// Does one step and returns the mean loss of its batch before the step.
    ///
    /// - Throws: ``TrainingError/notFinite(step:name:)`` when a loss, or the state after a step, is not
    ///   finite; it names the first such step, some steps after which it may be found.
    public mutating func step() throws(TrainingError) -> Float {
        let loss = try trainer.step()
        if !loss.isFinite || stepsDone.isMultiple(of: Self.lookInterval) {
            try look(isLossFinite: loss.isFinite)
        }
        return loss
    }

    /// Looks through the state; if it is unsound, finds out at which step it became so by doing the
    /// steps since the last look again.
    private mutating func look(isLossFinite: Bool = true) throws(TrainingError) {
        let model = trainer.specification.model
        let end = stepsDone
        if isLossFinite, trainer.state.firstNotFinite(of: model) == nil {
            sound.copy(trainer.state)
            return
        }
        trainer.restore(sound)
        while stepsDone < end {
            if Task.isCancelled { throw .cancelled(step: stepsDone) }
            let number = stepsDone + 1
            let loss = try trainer.step()
            guard loss.isFinite else { throw .notFinite(step: number, name: "the loss") }
            if let name = trainer.state.firstNotFinite(of: model) {
                throw .notFinite(step: number, name: "the tensor \"\(name)\"")
            }
        }
    }

    /// The state as it is kept, to go on from.
    public mutating func checkpoint() throws(TrainingError) -> Checkpoint {
        try look()
        return try TrainingError.ofState { () throws(StateError) in
            try Checkpoint(of: trainer.state, model: trainer.specification.model)
        }
    }

    /// The parameters as others read them.
    public func modelFile() throws(TrainingError) -> ModelFile {
        try TrainingError.ofState { () throws(StateError) in
            try ModelFile(
                parameters: trainer.state.parameters,
                model: trainer.specification.model
            )
        }
    }
}

extension RunSeeds {
    /// The seeds of a run outside of any task: whoever makes it may choose.
    public init(local seed: UInt64) {
        var initial = DigestBuilder()
        initial.update(label: "assay/local-initial/v1")
        initial.update(seed)
        var order = DigestBuilder()
        order.update(label: "assay/local-order/v1")
        order.update(seed)
        self.init(initial: initial.finalize(), order: order.finalize())
    }
}

extension ModelState {
    /// The name of the first tensor, parameters before what the optimizer keeps of them, with an
    /// infinity or a NaN.
    func firstNotFinite(of model: Model) -> String? {
        guard let index = variables.firstIndex(where: { !$0.isFinite }) else { return nil }
        let (slot, parameter) = index.quotientAndRemainder(dividingBy: model.parameters.count)
        let prefix = slot == 0 ? "" : namedSlots[slot - 1].prefix
        return prefix + model.parameters[parameter].name
    }
}
