import Tensors

extension ProgramRunner {
    /// Copies samples to where a model's graph begins.
    mutating func write(_ batch: Batch, to ends: ForwardPass.Ends) throws(TensorError) {
        let shape = program.graph.shape(of: ends.features)
        let (count, width) = (shape.dimensions[0], shape.dimensions[1])
        guard batch.samples.count == count, let all = batch.features.shape.matrix,
            all.columns == width
        else {
            throw .shapeMismatch(
                operation: "a batch",
                expected: "samples of the shape \(shape)",
                got: [batch.features.shape]
            )
        }
        try check(batch, ends)
        precondition(batch.samples.allSatisfy((0..<all.rows).contains), "samples of the data set")
        let execution = execution
        write(ends.features) { out in
            batch.features.withUnsafeBufferPointer { features in
                guard let out = out.baseAddress, let features = features.baseAddress else { return }
                execution.gather(features, rows: batch.samples, into: out, width: width)
            }
        }
        if let labels = ends.labels {
            writePlaces(labels) { out in
                for (row, sample) in batch.samples.enumerated() { out[row] = batch.labels[sample] }
            }
        }
    }

    /// Refuses labels, and numbers that stand for rows of a table, that are none of the model's.
    private func check(_ batch: Batch, _ ends: ForwardPass.Ends) throws(TensorError) {
        let graph = program.graph
        if ends.labels != nil {
            let classes = graph.shape(of: ends.scores).dimensions[1]
            for sample in batch.samples where !(0..<classes).contains(Int(batch.labels[sample])) {
                throw .labelOutOfRange(
                    row: sample,
                    label: Int(batch.labels[sample]),
                    classes: classes
                )
            }
        }
        guard let bound = program.placeBound else { return }
        let width = graph.shape(of: ends.features).dimensions[1]
        for sample in batch.samples {
            for element in batch.features.elements[sample * width..<(sample + 1) * width] {
                guard element >= 0, element < Float(bound), element == element.rounded() else {
                    throw .placeOutOfRange(element, bound: bound)
                }
            }
        }
    }
}
