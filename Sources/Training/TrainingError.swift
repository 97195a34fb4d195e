public import Graphs
public import Tensors

/// Why training cannot begin or go on.
public enum TrainingError: Error, Equatable, Sendable {
    /// The data set is not the one that the specification commits to.
    case otherDataset
    /// A step, and the states that are kept beside it, would take more memory than there may be.
    case memory(needed: Int64, limit: Int64)
    /// A step would take as long as more floating-point operations than ``Trainer/stepFlopsMax``.
    case flops(needed: Double)
    /// The model makes no graph.
    case graph(GraphError)
    /// The state does not fit the model.
    case state(StateError)
    /// An operator refused its inputs.
    case tensor(TensorError)
    /// The samples that were named are not there.
    case dataset(DatasetError)
    /// A number of the run became infinite or a NaN in this step, counted from 1: the first that did,
    /// the loss before the tensors in the order of the model's parameters.
    case notFinite(step: Int, name: String)
    /// The run was cancelled after this many steps.
    case cancelled(step: Int)

    static func ofGraph<Value>(
        _ body: () throws(GraphError) -> Value
    ) throws(TrainingError) -> Value {
        do { return try body() } catch { throw .graph(error) }
    }

    static func ofState<Value>(
        _ body: () throws(StateError) -> Value
    ) throws(TrainingError) -> Value {
        do { return try body() } catch { throw .state(error) }
    }

    static func ofTensors<Value>(
        _ body: () throws(TensorError) -> Value
    ) throws(TrainingError) -> Value {
        do { return try body() } catch { throw .tensor(error) }
    }
}

extension TrainingError: CustomStringConvertible {
    /// A sentence that says what is wrong.
    public var description: String {
        switch self {
        case .otherDataset:
            "the data set is not the one that the specification commits to"
        case .memory(let needed, let limit):
            "a step and what is kept beside it need \(needed) bytes of memory, more than the limit of "
                + "\(limit)"
        case .flops(let needed):
            "a step takes as long as \(needed.operations) floating-point operations, more than the "
                + "limit of \(Trainer.stepFlopsMax); a smaller batch takes fewer"
        case .graph(let error):
            error.description
        case .state(let error):
            error.description
        case .tensor(let error):
            error.description
        case .dataset(let error):
            error.description
        case .notFinite(let step, let name):
            "in step \(step) \(name) became infinite or a NaN; a smaller learning rate, a norm bound "
                + "(normMax) or a warm-up may keep the run from it"
        case .cancelled(let step):
            "the run was cancelled after step \(step); it can be resumed from its last checkpoint"
        }
    }
}
