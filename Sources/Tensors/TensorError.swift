/// Why a tensor operation was refused.
public enum TensorError: Error, Equatable, Sendable {
    /// No instruction set has this name.
    case instructionSetUnknown(name: String)
    /// This processor, or this build, lacks the instruction set.
    case instructionSetUnavailable(InstructionSet)
    /// An execution needs at least one thread and at most ``Execution/threadsMax``.
    case threadsOutOfRange(Int)
    /// A dimension is negative, or there are more than ``Shape/rankMax`` of them.
    case shapeInvalid(dimensions: [Int])
    /// The shape has more than ``Shape/elementCountMax`` elements.
    case shapeTooLarge(dimensions: [Int])
    /// A shape asks for another number of elements than there are.
    case elementCountMismatch(expected: Int, got: Int)
    /// An operator got shapes that do not fit one another; `expected` says what would.
    case shapeMismatch(operation: String, expected: String, got: [Shape])
    /// A label names no class.
    case labelOutOfRange(row: Int, label: Int, classes: Int)
    /// A number that stands for a row of a table or for a class names none.
    case placeOutOfRange(Float, bound: Int)
}

extension TensorError: CustomStringConvertible {
    /// A sentence that says what was wrong.
    public var description: String {
        switch self {
        case .instructionSetUnknown(let name):
            let known = InstructionSet.allCases.map(\.name).joined(separator: ", ")
            return "no instruction set is called \"\(name)\"; there are \(known)"
        case .instructionSetUnavailable(let set):
            return
                "this machine lacks the instruction set \(set.name); \(InstructionSet.best.name) "
                + "is the best that it has"
        case .threadsOutOfRange(let threads):
            return "\(threads) threads were asked for; 1 to \(Execution.threadsMax) are possible"
        case .shapeInvalid(let dimensions):
            return
                "the shape \(dimensions) is not up to \(Shape.rankMax) numbers that are 0 or more"
        case .shapeTooLarge(let dimensions):
            return "the shape \(dimensions) has more than \(Shape.elementCountMax) elements"
        case .elementCountMismatch(let expected, let got):
            return "the shape asks for \(expected) elements, but there are \(got)"
        case .shapeMismatch(let operation, let expected, let got):
            let shapes = got.map(\.description).joined(separator: " and ")
            return "\(operation) needs \(expected), but got \(shapes)"
        case .labelOutOfRange(let row, let label, let classes):
            return "row \(row) has the label \(label), which is not one of the \(classes) classes"
        case .placeOutOfRange(let number, let bound):
            return "\(number) stands for none of the places 0 to \(bound - 1)"
        }
    }
}
