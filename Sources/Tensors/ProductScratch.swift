internal import CKernels
internal import Synchronization

/// The memory into which matrix products pack operands, kept from one product to the next.
enum ProductScratch {
    /// A place that one product at a time uses.
    ///
    /// SAFETY: the pointer never changes. The exchange that takes the place lets one product at a time
    /// have the memory, and acquires what the product before released when it gave the place back.
    private final class Place: @unchecked Sendable {
        let memory: UnsafeMutablePointer<Float>
        private let isTaken = Atomic(true)

        /// A place that is taken already.
        init() {
            memory = UnsafeMutableRawPointer.allocate(
                byteCount: assay_matrix_product_scratch * MemoryLayout<Float>.stride,
                alignment: 64
            ).assumingMemoryBound(to: Float.self)
        }

        /// Whether it was free, and is the caller's now.
        func take() -> Bool { !isTaken.exchange(true, ordering: .acquiring) }

        func giveBack() { isTaken.store(false, ordering: .releasing) }
    }

    private static let places = Mutex<[Place]>([])

    /// Calls a closure with `assay_matrix_product_scratch` floats, aligned to 64 bytes.
    ///
    /// There are never more places than products ran at once, and none is given back to the system.
    static func withMemory(_ body: (UnsafeMutablePointer<Float>) -> Void) {
        let place = places.withLock { places in
            if let free = places.first(where: { $0.take() }) { return free }
            let new = Place()
            places.append(new)
            return new
        }
        body(place.memory)
        place.giveBack()
    }
}
