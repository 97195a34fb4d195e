import Tensors

extension Dataset {
    /// Cuts the data set into samples to train on and samples to test with.
    ///
    /// - Parameters:
    ///   - count: how many samples are for training; the others, at least one, are for testing.
    ///   - seed: the seed of the permutation whose first samples are for training; nothing to cut
    ///     the data set in its own order.
    public func split(
        trainingCount count: Int,
        seed: UInt64? = nil
    ) throws(DatasetError) -> (training: Dataset, test: Dataset) {
        guard (1..<self.count).contains(count) else {
            throw .noSuchSample(count, samples: self.count)
        }
        var order = Array(0..<self.count)
        if let seed {
            var random = Philox(seed: seed)
            order = random.permutation(of: self.count)
        }
        return (try selecting(order[..<count]), try selecting(order[count...]))
    }
}
