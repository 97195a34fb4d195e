extension Tensor {
    /// Some rows of a matrix, in the order given: a batch of samples.
    public func gatheringRows(_ indices: [Int]) throws(TensorError) -> Tensor {
        guard let (rows, columns) = shape.matrix else {
            throw mismatch("gathering rows", expected: "a matrix")
        }
        for index in indices where !(0..<rows).contains(index) {
            throw .rowOutOfRange(row: index, rows: rows)
        }
        let gathered = try Shape(rows: indices.count, columns: columns)
        return Tensor(shape: gathered) { out in
            withUnsafeBufferPointer { source in
                for (place, index) in indices.enumerated() {
                    let row = source[index * columns..<(index + 1) * columns]
                    let target = place * columns..<(place + 1) * columns
                    _ = UnsafeMutableBufferPointer(rebasing: out[target]).initialize(from: row)
                }
            }
        }
    }
}
