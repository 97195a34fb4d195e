/// How far a batch's predictions are from its labels.
public struct CrossEntropy: Sendable {
    /// The mean over the batch of -log(probability of the label).
    public let loss: Float
    /// The softmax of the logits, one row a sample; what the gradient is made of.
    public let probabilities: Tensor
}

extension Tensor {
    /// The mean cross entropy between the softmax of each row (self being logits, one row a sample)
    /// and its label.
    ///
    /// Order, row by row: m = the largest logit, e_j = exp(logit_j - m), s = the ``sum(on:)`` of e,
    /// probability_j = e_j / s, loss = log(s) - (logit_label - m). The mean is the ``sum(on:)`` of
    /// the rows' losses, in the perturbation's order if there is one, divided by their number.
    public func softmaxCrossEntropy(
        labels: [Int],
        on execution: Execution
    ) throws(TensorError) -> CrossEntropy {
        let (rows, columns) = try batch("a cross entropy", labels)
        var losses = Tensor(zeros: try Shape(count: rows))
        let classes = labels.map { Int32($0) }
        var loss: Float = 0
        let probabilities = Tensor(shape: shape) { out in
            losses.withUnsafeMutableBufferPointer { losses in
                withUnsafeBufferPointer { logits in
                    guard let logits = logits.baseAddress, let out = out.baseAddress,
                        let losses = losses.baseAddress
                    else { return }
                    loss = execution.softmaxCrossEntropy(
                        logits,
                        labels: classes,
                        probabilities: out,
                        losses: losses,
                        rows: rows,
                        columns: columns
                    )
                }
            }
        }
        return CrossEntropy(loss: loss, probabilities: probabilities)
    }

    /// The gradient of the mean cross entropy by the logits, self being the probabilities:
    /// `(probability[i][j] - (j == label[i] ? 1 : 0)) / rows`.
    public func softmaxCrossEntropyGradient(
        labels: [Int],
        on execution: Execution
    ) throws(TensorError) -> Tensor {
        let (rows, columns) = try batch("a cross entropy's gradient", labels)
        let classes = labels.map { Int32($0) }
        return Tensor(shape: shape) { out in
            withUnsafeBufferPointer { probabilities in
                guard let probabilities = probabilities.baseAddress, let out = out.baseAddress
                else {
                    return
                }
                execution.softmaxCrossEntropyGradient(
                    probabilities,
                    labels: classes,
                    into: out,
                    rows: rows,
                    columns: columns
                )
            }
        }
    }

    /// The share of rows whose largest element stands at the label's place.
    public func accuracy(labels: [Int]) throws(TensorError) -> Double {
        let (rows, _) = try batch("an accuracy", labels)
        let right = zip(try largestPlaces(), labels).count { $0 == $1 }
        return Double(right) / Double(rows)
    }

    /// The place of each row's largest element, the first of equals; NaNs are passed over.
    public func largestPlaces() throws(TensorError) -> [Int] {
        guard let (rows, columns) = shape.matrix, columns > 0 else {
            throw mismatch("the largest places", expected: "a matrix with columns")
        }
        return (0..<rows).map { row in
            var place = 0
            for column in 1..<max(1, columns) {
                let best = elements[row * columns + place]
                let element = elements[row * columns + column]
                if element > best || (best.isNaN && !element.isNaN) { place = column }
            }
            return place
        }
    }

    /// The shape of a batch with one label a row, of which there must be at least one.
    private func batch(
        _ operation: String,
        _ labels: [Int]
    ) throws(TensorError) -> (rows: Int, columns: Int) {
        guard let (rows, columns) = shape.matrix, rows > 0, columns > 0 else {
            throw mismatch(operation, expected: "a matrix with rows and columns")
        }
        guard labels.count == rows else {
            throw .labelCountMismatch(expected: rows, got: labels.count)
        }
        for (row, label) in labels.enumerated() where !(0..<columns).contains(label) {
            throw .labelOutOfRange(row: row, label: label, classes: columns)
        }
        return (rows, columns)
    }
}
