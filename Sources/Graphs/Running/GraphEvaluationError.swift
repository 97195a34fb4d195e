public import Tensors

/// Why a graph cannot be evaluated on some tensors.
public enum GraphEvaluationError: Error, Equatable, Sendable {
    /// The tensors do not fit together.
    case graph(GraphError)
    /// A node has fewer outputs than a name says, or none.
    case noOutput(String)
    /// A value has no elements.
    case empty(String)
    /// A tensor that is read as places or labels has a number that is no 32-bit integer.
    case noPlace(String, number: Double)
    /// A node reads a place or label, or a number as one, that is outside of what it chooses from.
    case outside(node: String, number: Double, bounds: Range<Int>)
    /// A node changes one of its inputs in place, which is not a given tensor, or given to it twice.
    case changed(node: String, input: String)
    /// An output lies in the memory of an input that a node changes.
    case outputChanged(String, input: String)
    /// A node's output has a name that something else has.
    case nameTaken(String)
    /// There is an upstream gradient, and a node changes an input that others read.
    case gradientOfChanged(String)
    /// There is an upstream gradient, but nothing that it could be of.
    case noFirstOutput
    /// The upstream gradient has not the shape of the first output.
    case upstream(Shape, output: Shape)
    /// The values take more memory than is allowed.
    case memory(needed: Int64, limit: Int64)
    /// The graph takes longer than ``GraphEvaluation/flopsMax`` operations of a matrix product do.
    case flops(needed: Double)
    /// The task was cancelled.
    case cancelled
}

extension GraphEvaluationError: CustomStringConvertible {
    /// A sentence that says what is wrong.
    public var description: String {
        switch self {
        case .graph(let error): "\(error)"
        case .noOutput(let name): "no node has the output \"\(name)\""
        case .empty(let name): "\"\(name)\" has no elements, and there is nothing to compute"
        case .noPlace(let name, let number):
            "\"\(name)\" is read as places or labels, but has the number \(number), which is no "
                + "32-bit integer"
        case .outside(let node, let number, let bounds):
            "node \"\(node)\" reads the place or label \(number), which is none of "
                + "\(bounds.lowerBound) to \(bounds.upperBound - 1)"
        case .changed(let node, let input):
            "node \"\(node)\" changes \"\(input)\" in place: that must be a given tensor of "
                + "floats, which the node reads once"
        case .outputChanged(let output, let input):
            "the output \"\(output)\" is the input \"\(input)\", which a node changes in place: what "
                + "came of that is among \"changed\""
        case .nameTaken(let name):
            "\"\(name)\" is what a node's output is called: give another name to what you called so"
        case .gradientOfChanged(let input):
            "a node changes \"\(input)\" in place, which others read, so there are no gradients by "
                + "upstream: leave out one of the two"
        case .noFirstOutput:
            "there is no first output, or it is places, and so no gradient by upstream"
        case .upstream(let shape, let output):
            "upstream has the shape \(shape), but the first output \(output)"
        case .memory(let needed, let limit):
            "the values take \(needed) bytes of memory, more than the \(limit) that are allowed"
        case .flops(let needed):
            "the graph takes as long as \(needed.operations) floating-point operations, more than the "
                + "\(GraphEvaluation.flopsMax) that are allowed"
        case .cancelled: "the evaluation was cancelled"
        }
    }
}
