import Tensors
import Testing

/// Inputs and executions shared by the tests.
enum Fixture {
    /// Numbers in (-scale, scale), a function of the seed.
    static func numbers(_ count: Int, seed: UInt64, scale: Float = 1) -> [Float] {
        var generator = Philox(seed: seed)
        return (0..<count).map { _ in (2 * generator.nextUniform() - 1) * scale }
    }

    static func matrix(_ rows: Int, _ columns: Int, seed: UInt64) throws -> Tensor {
        try Tensor(rows: rows, columns: columns, elements: numbers(rows * columns, seed: seed))
    }

    static func vector(_ count: Int, seed: UInt64) throws -> Tensor {
        try Tensor(numbers(count, seed: seed))
    }

    static func labels(_ rows: Int, classes: Int, seed: UInt64) -> [Int] {
        var generator = Philox(seed: seed, stream: 1)
        return (0..<rows).map { _ in Int(generator.next(below: UInt32(classes))) }
    }

    /// One portable thread: what everything else is compared with.
    static func reference() throws -> Execution { try Execution(instructionSet: .portable) }
}

extension Trait where Self == ConditionTrait {
    /// A test of one instruction set, skipped (and never passed) where the machine lacks it.
    static func machineHas(_ set: InstructionSet) -> Self {
        .enabled(if: set.isAvailable, "this machine lacks \(set)")
    }
}

extension Tensor {
    /// The places at which two tensors of one shape differ in a bit; all NaNs are one.
    func differences(from other: Tensor) -> [Int] {
        guard shape == other.shape else { return [-1] }
        return elements.indices.filter {
            elements[$0].bitPattern != other.elements[$0].bitPattern
                && !(elements[$0].isNaN && other.elements[$0].isNaN)
        }
    }

    /// The elements as little-endian bytes, four each, all NaNs as the one that files have.
    var canonicalBytes: [UInt8] {
        elements.flatMap { element in
            let bits: UInt32 = element.isNaN ? 0x7fc0_0000 : element.bitPattern
            return withUnsafeBytes(of: bits.littleEndian) { Array($0) }
        }
    }

    /// The largest difference between elements.
    func largestDifference(from other: Tensor) -> Float {
        zip(elements, other.elements).map { abs($0 - $1) }.max() ?? 0
    }
}
