import Graphs
import Tensors
import Training

/// How much more memory the arrays of one call may take.
struct MemoryRoom {
    private let limit: Int64
    private var taken: Int64 = 0

    /// Room for so many bytes.
    init(byteCount: Int64 = Trainer.memoryByteCountMax) {
        limit = byteCount
    }

    /// Takes the room of an array.
    mutating func take(_ array: NumericArray) throws(GraphEvaluationError) {
        taken += Int64(array.elements.count * array.elements.type.byteCount)
        guard taken <= limit else { throw .memory(needed: taken, limit: limit) }
    }
}
