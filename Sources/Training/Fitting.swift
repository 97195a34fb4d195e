import Graphs
import Tensors

// Whoever describes a model must not be able to end the process of those who compute it, or to keep
// them for hours: steps and passes have a bound on their work and on their memory.

extension StepExecutor {
    /// An executor of a step whose values, with so many copies of the state besides, take no more
    /// than so much memory.
    static func fitting(
        _ memoryLimit: Int64 = Trainer.memoryByteCountMax,
        model: Model,
        batchSize: Int,
        method: UpdateMethod = UpdateMethod(),
        copies: Int = 0,
        on execution: Execution
    ) throws(TrainingError) -> StepExecutor {
        let step = try TrainingError.ofGraph { () throws(GraphError) in
            try TrainingStep(model: model, batchSize: batchSize, method: method)
        }
        let fitting = try execution.fitting(memoryLimit, flops: step.effort) {
            step.memoryByteCount(on: $0) + Int64(copies) * step.stateByteCount
        }
        return StepExecutor(step: step, on: fitting)
    }
}

extension ForwardExecutor {
    /// An executor of a pass whose values take no more memory than there may be.
    static func fitting(
        model: Model,
        batchSize: Int,
        on execution: Execution
    ) throws(TrainingError) -> ForwardExecutor {
        let pass = try TrainingError.ofGraph { () throws(GraphError) in
            try ForwardPass(model: model, batchSize: batchSize)
        }
        let fitting = try execution.fitting(Trainer.memoryByteCountMax, flops: pass.effort) {
            pass.memoryByteCount(on: $0)
        }
        return ForwardExecutor(pass: pass, on: fitting)
    }
}

extension Execution {
    /// This execution, on fewer of its threads where memory is not enough for all.
    ///
    /// Memory is counted after the work, without which it might not be counted in 63 bits.
    fileprivate func fitting(
        _ limit: Int64,
        flops: Double,
        memory: (Execution) -> Int64
    ) throws(TrainingError) -> Execution {
        guard flops <= Double(Trainer.stepFlopsMax) else { throw .flops(needed: flops) }
        let execution = within(memory: limit, needed: memory)
        let needed = memory(execution)
        guard needed <= limit else { throw .memory(needed: needed, limit: limit) }
        return execution
    }
}
