import Tensors

/// A permutation of an array's axes and a part of it that follow from a seed.
struct CopyCase: Sendable {
    let dimensions: [Int]
    let order: [Int]
    let origin: [Int]
    let extents: [Int]
    let elements: [Float]

    init(_ dimensions: [Int], _ order: [Int], seed: UInt64) {
        var generator = Philox(seed: seed)
        self.dimensions = dimensions
        self.order = order
        origin = dimensions.map { Int(generator.next(below: UInt32($0))) }
        extents = zip(dimensions, origin).map { Int(generator.next(below: UInt32($0 - $1))) + 1 }
        elements = (0..<dimensions.reduce(1, *)).map { Float($0) }
    }

    /// Matrices around the edges of squares, more axes, and some large enough that work is in fact
    /// divided among threads.
    static let all: [CopyCase] = [
        ([], []), ([5], [0]), ([1, 1], [1, 0]), ([3, 5], [1, 0]), ([4, 4], [1, 0]),
        ([70, 33], [1, 0]), ([300, 500], [1, 0]), ([3, 40000], [1, 0]), ([40000, 3], [1, 0]),
        ([2, 3, 4], [2, 1, 0]), ([2, 3, 4], [1, 0, 2]), ([2, 3, 4], [0, 2, 1]),
        ([4, 33, 5, 40], [0, 2, 1, 3]), ([4, 33, 5, 40], [0, 2, 3, 1]),
        ([6, 5, 4, 3], [3, 1, 0, 2]),
        ([3, 1, 4, 1, 5], [4, 3, 2, 1, 0]), ([2, 3, 2, 3, 2, 3, 2, 3], [7, 0, 6, 1, 5, 2, 4, 3]),
        ([60, 30, 40], [2, 0, 1]), ([2, 300, 300], [0, 1, 2]),
    ].enumerated().map { CopyCase($1.0, $1.1, seed: UInt64($0)) }

    func permuted(on execution: Execution) -> [Float] {
        let copy = StridedCopy.permutation(of: dimensions, order: order)
        return Memory.written(copy.count) { out, _ in
            execution.copy(copy, from: elements, into: out)
        }
    }

    /// The part, and an array of NaN into which the part is put back.
    func cut(on execution: Execution) -> [Float] {
        let extraction = StridedCopy.extraction(of: extents, at: origin, from: dimensions)
        let part = Memory.written(extraction.count) { out, _ in
            execution.copy(extraction, from: elements, into: out)
        }
        let insertion = StridedCopy.insertion(of: extents, at: origin, into: dimensions)
        let whole = Memory.written(elements.count) { out, _ in
            for place in elements.indices { out[place] = -1 }
            execution.copy(insertion, from: part, into: out)
        }
        return part + whole
    }

    /// The indices along each axis of an array's place.
    static func indices(of place: Int, in dimensions: [Int]) -> [Int] {
        var rest = place
        let reversed = dimensions.reversed().map { dimension in
            defer { rest /= dimension }
            return rest % dimension
        }
        return reversed.reversed()
    }

    /// The place of indices along each axis.
    static func place(of indices: [Int], in dimensions: [Int]) -> Int {
        zip(indices, dimensions).reduce(0) { $0 * $1.1 + $1.0 }
    }
}
