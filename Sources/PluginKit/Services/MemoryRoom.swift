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

    /// Takes the room of an array, which may be computed with as floats.
    mutating func take(_ array: NumericArray) throws(GraphEvaluationError) {
        let byteCount = max(array.elements.type.byteCount, MemoryLayout<Float>.size)
        taken += Int64(array.elements.count * byteCount)
        guard taken <= limit else { throw .memory(needed: taken, limit: limit) }
    }
}
