import Tensors

/// The block of memory in which a program's values lie while it runs, and that of its variables.
///
/// SAFETY: only a ``PreparedProgram`` and its kernels hold one, and only a ``ProgramRunner`` holds
/// that. It writes to the memory, and runs the kernels, only from its mutating methods and only when
/// it is the one that holds the prepared program (`isKnownUniquelyReferenced`); copies of a runner
/// that share it only read.
final class RunMemory: @unchecked Sendable {
    let block: UnsafeMutablePointer<Float>
    let scratch: UnsafeMutablePointer<Float>
    /// Where the variables lie, while a program runs.
    var variables: [UnsafeMutablePointer<Float>] = []
    /// What it runs with.
    var settings = StepSettings()
    /// The bytes that were allocated.
    let byteCount: Int
    private let offsets: [Int?]

    init(program: Program, threads: Int) {
        offsets = program.plan.offsets
        let scratchCount = program.scratchCount(threads: threads)
        block = Self.allocate(program.plan.elementCount)
        scratch = Self.allocate(scratchCount)
        byteCount = 4 * (program.plan.elementCount + scratchCount)
        for (index, value) in program.graph.values.enumerated() {
            guard case .constant(let number) = value.role, let offset = offsets[index] else {
                continue
            }
            (block + offset).update(repeating: number, count: value.shape.elementCount)
        }
    }

    deinit {
        UnsafeMutableRawPointer(block).deallocate()
        UnsafeMutableRawPointer(scratch).deallocate()
    }

    /// Zeros: a value that nobody has written yet is none by chance.
    private static func allocate(_ count: Int) -> UnsafeMutablePointer<Float> {
        let bytes = UnsafeMutableRawPointer.allocate(byteCount: max(4 * count, 64), alignment: 64)
        let elements = bytes.bindMemory(to: Float.self, capacity: max(count, 16))
        elements.initialize(repeating: 0, count: max(count, 16))
        return elements
    }

    /// Where a value of the block lies.
    func floats(at value: Graph.ValueID) -> UnsafeMutablePointer<Float>? {
        offsets[value.index].map { block + $0 }
    }

    /// Makes zeros of what a node reads as places: nodes that are timed run out of order, in memory
    /// that values share, and a kernel would follow whatever another has left there.
    func clearPlaces(of node: Graph.Node, in graph: Graph) {
        var places = node.operator.kind.line.placeInputs
        if node.operator.kind == .indices { places.append(0) }
        for input in places.map({ node.inputs[$0] }) {
            // The bits of both kinds of zero are the same.
            floats(at: input)?.update(repeating: 0, count: graph.shape(of: input).elementCount)
        }
    }
}
