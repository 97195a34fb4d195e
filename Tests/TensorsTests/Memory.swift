/// Memory for kernels.
enum Memory {
    /// What a kernel writes into `count` floats with `scratch` floats of scratch memory.
    ///
    /// Both hold NaN before, so that nothing left out goes unseen.
    static func written(
        _ count: Int,
        scratch: Int = 0,
        _ body: (UnsafeMutablePointer<Float>, UnsafeMutablePointer<Float>) -> Void
    ) -> [Float] {
        let size = (count + 15) / 16 * 16
        let bytes = (size + scratch + 16) * MemoryLayout<Float>.stride
        let raw = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
        defer { raw.deallocate() }
        let floats = raw.bindMemory(to: Float.self, capacity: size + scratch + 16)
        floats.initialize(repeating: .nan, count: size + scratch + 16)
        body(floats, floats + size)
        return Array(UnsafeBufferPointer(start: floats, count: count))
    }
}

/// The places at which two results differ in a bit; all NaNs are one.
func differences(_ results: [Float], _ expected: [Float]) -> [Int] {
    guard results.count == expected.count else { return [-1] }
    return results.indices.filter {
        results[$0].bitPattern != expected[$0].bitPattern
            && !(results[$0].isNaN && expected[$0].isNaN)
    }
}

/// Whether every result is within a tolerance of the reference, relative where that exceeds 1.
func areClose(_ results: [Float], _ reference: [Double], tolerance: Double) -> Bool {
    results.count == reference.count
        && zip(results, reference).allSatisfy {
            abs(Double($0) - $1) <= tolerance * max(1, abs($1))
        }
}
