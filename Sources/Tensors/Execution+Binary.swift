import CKernels

/// An arithmetic operation on two operands, rounded once.
package enum Binary: String, CaseIterable, Sendable {
    case add
    case subtract
    case multiply
    case divide

    var code: assay_binary {
        switch self {
        case .add: ASSAY_ADD
        case .subtract: ASSAY_SUBTRACT
        case .multiply: ASSAY_MULTIPLY
        case .divide: ASSAY_DIVIDE
        }
    }
}

extension Execution {
    /// `out[i, j, ...] = a[i, j, ...] op b[i, j, ...]`, where `out` has the walk's shape without gaps.
    package func apply(
        _ function: Binary,
        _ a: UnsafePointer<Float>,
        _ b: UnsafePointer<Float>,
        into out: UnsafeMutablePointer<Float>,
        along walk: PairedWalk
    ) {
        let kernel = kernels.binary
        let (columns, last) = (walk.columns, walk.last)
        if walk.rows == 1 {
            divide(columns, grain: Self.elementGrain) { range in
                let start = range.lowerBound
                kernel.apply(
                    function.code,
                    assay_strided_matrix(a + start * last.a, row: 0, column: last.a),
                    assay_strided_matrix(b + start * last.b, row: 0, column: last.b),
                    out + start,
                    1,
                    range.count
                )
            }
            return
        }
        divide(walk.rows, grain: Self.rowGrain(columns)) { range in
            walk.forEachPlane(of: range) { row, count, place, step in
                kernel.apply(
                    function.code,
                    assay_strided_matrix(a + place.a, row: step.a, column: last.a),
                    assay_strided_matrix(b + place.b, row: step.b, column: last.b),
                    out + row * columns,
                    count,
                    columns
                )
            }
        }
    }
}

extension assay_strided_matrix {
    init(_ elements: UnsafePointer<Float>, row: Int, column: Int) {
        self.init(elements: elements, row_stride: row, column_stride: column)
    }
}

/// A walk over two strided operands, with as few and as long dimensions as give the same places.
package struct PairedWalk: Sendable {
    typealias Pair = (a: Int, b: Int)

    private var extents: [Int] = []
    private var strides: [Pair] = []

    /// A walk over a shape.
    ///
    /// An operand's element lies at the sum of its indices times its strides, one stride a dimension
    /// of the shape; a stride of 0 repeats the operand along that dimension.
    package init(shape: [Int], a: [Int], b: [Int]) {
        for index in shape.indices where shape[index] != 1 {
            let (extent, stride) = (shape[index], (a: a[index], b: b[index]))
            // A dimension whose steps go on where the next one's end is one with it.
            if let outer = strides.last, outer.a == extent * stride.a, outer.b == extent * stride.b
            {
                extents[extents.count - 1] *= extent
                strides[strides.count - 1] = stride
            } else {
                extents.append(extent)
                strides.append(stride)
            }
        }
    }

    /// The innermost extent, and its strides.
    var columns: Int { extents.last ?? 1 }
    var last: Pair { strides.last ?? (0, 0) }

    /// The product of all other extents.
    var rows: Int { extents.dropLast().reduce(1, *) }

    /// Cuts a range of rows wherever the walk leaves a plane of the two innermost dimensions, and
    /// calls a closure with each part's first row, its rows, their place and the step between them.
    func forEachPlane(of range: Range<Int>, _ body: (Int, Int, Pair, Pair) -> Void) {
        let outer = extents.count - 2
        let (height, step) = (extents[outer], strides[outer])
        var row = range.lowerBound
        while row < range.upperBound {
            let first = row % height
            var rest = row / height
            var place: Pair = (first * step.a, first * step.b)
            for dimension in stride(from: outer - 1, through: 0, by: -1) {
                let index = rest % extents[dimension]
                rest /= extents[dimension]
                place.a += index * strides[dimension].a
                place.b += index * strides[dimension].b
            }
            let count = min(height - first, range.upperBound - row)
            body(row, count, place, step)
            row += count
        }
    }
}
