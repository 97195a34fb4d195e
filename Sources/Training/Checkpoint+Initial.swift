public import Tensors

extension Checkpoint {
    /// The checkpoint that a run of a specification must begin with.
    ///
    /// - Parameter inherited: parameters to begin with instead of those that follow from the seeds.
    public static func initial(
        of specification: WorkSpecification,
        seeds: RunSeeds,
        inherited: [Tensor]? = nil
    ) throws(TrainingError) -> Checkpoint {
        let model = specification.model
        let rule = specification.optimizer.rule
        return try TrainingError.ofState { () throws(StateError) in
            guard let inherited else {
                return try Checkpoint(
                    of: ModelState(model: model, seed: seeds.initial, rule: rule),
                    model: model
                )
            }
            return try Checkpoint(
                of: ModelState(model: model, parameters: inherited, rule: rule),
                model: model
            )
        }
    }
}

extension Checkpoint {
    /// Reads a checkpoint of a run of a specification, which must be the canonical file.
    public init(bytes: [UInt8], of specification: WorkSpecification) throws(StateError) {
        let rule = specification.optimizer.rule
        try self.init(bytes: bytes, model: specification.model, rule: rule)
    }
}
