extension Execution {
    /// Elements that one thread takes at least; below it a thread costs more than it brings.
    static let elementGrain = 1 << 15

    /// Rows of so many elements that one thread takes at least.
    static func rowGrain(_ columns: Int) -> Int { max(1, elementGrain / max(1, columns)) }

    /// How many units of `work` multiply-adds each a thread takes at least.
    static func grain(work: Int) -> Int { max(1, (1 << 18) / max(1, work)) }

    /// Cuts `0..<count` into at most as many ranges as there are threads, each but the last a
    /// multiple of `grain` long, and calls a closure with each, on threads of the pool.
    func divide(_ count: Int, grain: Int, _ body: (Range<Int>) -> Void) {
        forEachPart(of: count, grain: grain) { _, range in body(range) }
    }

    /// The same with `size` floats of its own for each range.
    func divide(
        _ count: Int,
        grain: Int,
        scratch: UnsafeMutablePointer<Float>,
        size: Int,
        _ body: (Range<Int>, UnsafeMutablePointer<Float>) -> Void
    ) {
        forEachPart(of: count, grain: grain) { part, range in body(range, scratch + part * size) }
    }

    private func forEachPart(of count: Int, grain: Int, _ body: (Int, Range<Int>) -> Void) {
        guard count > 0 else { return }
        let grains = (count + grain - 1) / grain
        let parts = min(threads, grains)
        guard parts > 1 else { return body(0, 0..<count) }
        WorkerPool.shared.perform(parts: parts) { part in
            let from = part * grains / parts * grain
            let to = min((part + 1) * grains / parts * grain, count)
            body(part, from..<to)
        }
    }

    /// A number of floats, rounded up so that what lies behind them is aligned to 64 bytes.
    static func aligned(_ count: Int) -> Int { (count + 15) / 16 * 16 }
}
