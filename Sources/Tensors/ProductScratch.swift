internal import CKernels
internal import Synchronization

/// The memory into which matrix products pack operands, kept from one product to the next.
enum ProductScratch {
    /// A place that one product at a time uses.
    // SAFETY: a place is in the list or in the hands of one caller, never both.
    private struct Place: @unchecked Sendable {
        let memory: UnsafeMutablePointer<Float>
    }

    private static let free = Mutex<[Place]>([])

    /// Calls a closure with `assay_matrix_product_scratch` floats, aligned to 64 bytes.
    ///
    /// There are never more places than products ran at once, and none is given back to the system.
    static func withMemory(_ body: (UnsafeMutablePointer<Float>) -> Void) {
        let place = free.withLock { $0.popLast() } ?? Place(memory: allocated())
        body(place.memory)
        free.withLock { $0.append(place) }
    }

    private static func allocated() -> UnsafeMutablePointer<Float> {
        UnsafeMutableRawPointer.allocate(
            byteCount: assay_matrix_product_scratch * MemoryLayout<Float>.stride,
            alignment: 64
        ).assumingMemoryBound(to: Float.self)
    }
}
