import CKernels

/// A copy of elements of 32 bits between two arrays of any strides.
///
/// Element `(i, j, ...)` goes from `fromOffset` + the sum of its indices times the strides there to
/// `toOffset` + the sum of them times the strides here. Axes that lie behind one another in both
/// arrays are made one.
package struct StridedCopy: Hashable, Sendable {
    /// The most axes a copy may have.
    package static let rankMax = Int(assay_copy_rank)

    struct Axis: Hashable, Sendable {
        var extent: Int
        var from: Int
        var to: Int
    }

    /// The axes, the fastest in `to` last.
    ///
    /// Where the fastest in `from` is another, it is the last but one. Nothing where the copy has no
    /// elements.
    let axes: [Axis]
    let fromOffset: Int
    let toOffset: Int

    /// A copy of `extents` elements along up to ``rankMax`` axes.
    ///
    /// No place in `to` may be written twice; a stride of 0 in `from` repeats what is there.
    package init(
        extents: [Int],
        fromStrides: [Int],
        toStrides: [Int],
        fromOffset: Int = 0,
        toOffset: Int = 0
    ) {
        precondition(extents.count <= Self.rankMax)
        precondition(extents.count == fromStrides.count && extents.count == toStrides.count)
        precondition(fromStrides.allSatisfy { $0 >= 0 } && toStrides.allSatisfy { $0 >= 0 })
        self.fromOffset = fromOffset
        self.toOffset = toOffset
        let all = extents.indices.map {
            Axis(extent: extents[$0], from: fromStrides[$0], to: toStrides[$0])
        }
        axes = extents.contains(0) ? [] : Self.collapsed(all)
    }

    /// The axes without those of one element, in the order of `to`, neighbours joined, at least
    /// two.
    private static func collapsed(_ axes: [Axis]) -> [Axis] {
        var result: [Axis] = []
        for axis in axes.filter({ $0.extent > 1 }).sorted(by: { $0.to > $1.to }) {
            if let last = result.last, last.from == axis.from * axis.extent,
                last.to == axis.to * axis.extent
            {
                result[result.count - 1] = axis
                result[result.count - 1].extent *= last.extent
            } else {
                result.append(axis)
            }
        }
        if result.isEmpty { result.append(Axis(extent: 1, from: 1, to: 1)) }
        if let column = result.last, column.from != 1,
            let row = result.firstIndex(where: { $0.from == 1 })
        {
            result.insert(result.remove(at: row), at: result.count - 1)
        }
        while result.count < 2 { result.insert(Axis(extent: 1, from: 0, to: 0), at: 0) }
        return result
    }

    /// The number of elements.
    package var count: Int { axes.isEmpty ? 0 : axes.reduce(1) { $0 * $1.extent } }

    /// The transposition of an array without gaps: axis `i` of the result is axis `order[i]` of the
    /// array; `order` is a permutation of the axes.
    package static func permutation(of dimensions: [Int], order: [Int]) -> StridedCopy {
        let from = strides(of: dimensions)
        let extents = order.map { dimensions[$0] }
        return StridedCopy(
            extents: extents,
            fromStrides: order.map { from[$0] },
            toStrides: strides(of: extents)
        )
    }

    /// A part of an array without gaps, from `origin` on, into an array of its own: a slice, and
    /// the gradient of a concatenation.
    package static func extraction(
        of extents: [Int],
        at origin: [Int],
        from dimensions: [Int]
    ) -> StridedCopy {
        let from = strides(of: dimensions)
        return StridedCopy(
            extents: extents,
            fromStrides: from,
            toStrides: strides(of: extents),
            fromOffset: zip(from, origin).reduce(0) { $0 + $1.0 * $1.1 }
        )
    }

    /// A whole array into a part of another, from `origin` on: a concatenation, and, into zeros,
    /// the gradient of a slice.
    package static func insertion(
        of extents: [Int],
        at origin: [Int],
        into dimensions: [Int]
    ) -> StridedCopy {
        let to = strides(of: dimensions)
        return StridedCopy(
            extents: extents,
            fromStrides: strides(of: extents),
            toStrides: to,
            toOffset: zip(to, origin).reduce(0) { $0 + $1.0 * $1.1 }
        )
    }

    /// The strides of an array without gaps.
    package static func strides(of dimensions: [Int]) -> [Int] {
        var stride = 1
        var strides: [Int] = []
        for dimension in dimensions.reversed() {
            strides.append(stride)
            stride *= max(1, dimension)
        }
        return strides.reversed()
    }
}
