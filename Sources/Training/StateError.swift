public import Tensors

/// Why tensors are not the state of a model.
public enum StateError: Error, Equatable, Sendable {
    /// There are more or fewer tensors than the model needs.
    case tensorCount(Int, expected: Int)
    /// A tensor that the model needs is missing.
    case missing(name: String)
    /// A tensor is there that no model's state has.
    case unknown(name: String)
    /// A tensor has a shape other than the model's.
    case shape(name: String, got: [Int], expected: [Int])
    /// A tensor's values are not of the type they should be.
    case type(name: String)
    /// A tensor holds an infinity or a NaN.
    case notFinite(name: String)
    /// The step counter is negative.
    case step(Int)
    /// A contribution counts no samples, or more than ``GradientSum/samplesMax``.
    case sampleCount(Int)
    /// A tensor cannot be.
    case tensor(TensorError)
    /// The bytes are not a tensor file.
    case file(String)
    /// The bytes are a tensor file, but not the canonical one for these tensors.
    case notCanonical
}

extension StateError: CustomStringConvertible {
    /// A sentence that says what is wrong.
    public var description: String {
        switch self {
        case .tensorCount(let count, let expected):
            "there are \(count) tensors where the model has \(expected) parameters"
        case .missing(let name):
            "the tensor \"\(name)\" is missing"
        case .unknown(let name):
            "the tensor \"\(name)\" does not belong to the model"
        case .shape(let name, let got, let expected):
            "the tensor \"\(name)\" has the shape \(got) where the model has \(expected)"
        case .type(let name):
            "the tensor \"\(name)\" has elements of another type than it should"
        case .notFinite(let name):
            "the tensor \"\(name)\" holds an infinity or a NaN"
        case .step(let step):
            "the step counter is \(step), which is negative"
        case .sampleCount(let count):
            "a contribution counts 1 to \(GradientSum.samplesMax) samples, not \(count)"
        case .tensor(let error):
            error.description
        case .file(let reason):
            "the bytes are not a tensor file: \(reason)"
        case .notCanonical:
            "the tensor file is not written in the canonical way"
        }
    }
}
