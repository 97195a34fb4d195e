extension Execution {
    /// Cuts `0..<count` into at most as many ranges as there are threads, each but the last a
    /// multiple of `grain` long, and calls a closure with each and `size` floats of its own.
    func divide(
        _ count: Int,
        grain: Int,
        scratch: UnsafeMutablePointer<Float>,
        size: Int,
        _ body: (Range<Int>, UnsafeMutablePointer<Float>) -> Void
    ) {
        let grains = (count + grain - 1) / grain
        let parts = min(threads, grains)
        guard parts > 0 else { return }
        divide(parts, grain: 1) { range in
            for part in range {
                let from = part * grains / parts * grain
                let to = min((part + 1) * grains / parts * grain, count)
                body(from..<to, scratch + part * size)
            }
        }
    }

    /// A number of floats, rounded up so that what lies behind them is aligned to 64 bytes.
    static func aligned(_ count: Int) -> Int { (count + 15) / 16 * 16 }

    /// How many units of `work` multiply-adds each a thread takes at least.
    static func grain(work: Int) -> Int { max(1, (1 << 18) / max(1, work)) }
}
