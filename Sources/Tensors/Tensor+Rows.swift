extension Tensor {
    /// The place of each row's largest element, the first of equals; NaNs are passed over.
    public func largestPlaces() throws(TensorError) -> [Int] {
        guard let (rows, columns) = shape.matrix, columns > 0 else {
            throw mismatch("the largest places", expected: "a matrix with columns")
        }
        return (0..<rows).map { row in
            var place = 0
            for column in 1..<columns {
                let best = elements[row * columns + place]
                let element = elements[row * columns + column]
                if element > best || (best.isNaN && !element.isNaN) { place = column }
            }
            return place
        }
    }
}
