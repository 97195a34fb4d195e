/// A seeded order of the places along an axis, in which a perturbed execution adds them up.
///
/// Operands are copied in this order and given to the kernel that everyone shares, and what lies
/// along the axis is put back: so a perturbation needs no kernels of its own.
struct SeededOrder {
    /// Which place comes when.
    let places: [UInt32]

    /// A copy of `[outer, count, inner]` elements whose middle axis is in this order.
    func taking<Element>(
        _ x: UnsafePointer<Element>,
        outer: Int = 1,
        inner: Int = 1
    ) -> [Element] {
        [Element](unsafeUninitializedCapacity: outer * places.count * inner) { copy, count in
            guard let copy = copy.baseAddress else { return }
            forEachPlace(outer: outer, inner: inner) { taken, place in
                (copy + taken).initialize(from: x + place, count: inner)
            }
            count = outer * places.count * inner
        }
    }

    /// Fills `[outer, count, inner]` elements with what a closure makes in this order.
    func putting(
        into out: UnsafeMutablePointer<Float>,
        outer: Int = 1,
        inner: Int = 1,
        _ make: (UnsafeMutablePointer<Float>) -> Void
    ) {
        withUnsafeTemporaryAllocation(of: Float.self, capacity: outer * places.count * inner) {
            guard let made = $0.baseAddress else { return }
            make(made)
            forEachPlace(outer: outer, inner: inner) { taken, place in
                (out + place).update(from: made + taken, count: inner)
            }
        }
    }

    private func forEachPlace(outer: Int, inner: Int, _ body: (Int, Int) -> Void) {
        for block in 0..<outer {
            let start = block * places.count
            for (index, place) in places.enumerated() {
                body((start + index) * inner, (start + Int(place)) * inner)
            }
        }
    }
}

extension Execution {
    /// The same execution in the order that everyone shares.
    var unperturbed: Execution { perturbed(by: nil) }

    /// The seeded order of `count` places under a perturbation, nothing without one.
    func order(of count: Int) -> SeededOrder? {
        guard let perturbation else { return nil }
        // The count as the stream: sums of different lengths are shuffled independently.
        var generator = Philox(seed: perturbation, stream: UInt64(count))
        return SeededOrder(places: generator.permutation(of: count).map { UInt32($0) })
    }
}
