import Access
import Testing

/// How often is too often.
@Suite struct MeterTests {
    private static let second: Int64 = 1_000_000_000

    private static func account(
        _ key: String,
        perSecond: Int64 = 2,
        burst: Int64 = 3
    ) -> RateMeter<String>.Account {
        .init(key: key, limit: RateLimit(perSecond: perSecond, burst: burst))
    }

    @Test func `a burst passes, then as many a second as the rate says`() {
        var meter = RateMeter<String>()
        let account = Self.account("a")
        for _ in 0..<3 { #expect(meter.take(from: [account], at: 0) == nil) }
        #expect(meter.take(from: [account], at: 0) == Self.second / 2)
        #expect(meter.take(from: [account], at: Self.second / 2 - 1) == 1)
        #expect(meter.take(from: [account], at: Self.second / 2) == nil)
        #expect(meter.remaining(of: [account], at: 10 * Self.second) == 3)
    }

    @Test func `a call counts towards all accounts or none`() {
        var meter = RateMeter<String>()
        let wide = Self.account("wide", burst: 9)
        let narrow = Self.account("narrow", burst: 1)
        #expect(meter.take(from: [wide, narrow], at: 0) == nil)
        #expect(meter.take(from: [wide, narrow], at: 0) != nil)
        #expect(meter.remaining(of: [wide], at: 0) == 8)
        #expect(meter.take(from: [wide], at: 0) == nil)
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func `never do more pass than burst and rate allow`(seed: UInt64) {
        var random = SplitMix(seed: seed)
        var meter = RateMeter<String>()
        let account = Self.account("a", perSecond: 7, burst: 4)
        var now: Int64 = 0
        var passed: [Int64] = []
        for _ in 0..<500 {
            now += Int64.random(in: 0...Self.second / 5, using: &random)
            if meter.take(from: [account], at: now) == nil { passed.append(now) }
        }
        for (index, start) in passed.enumerated() {
            for (count, end) in passed[index...].enumerated() {
                let most = 4 * Self.second + 7 * (end - start)
                #expect(Int64(count + 1) * Self.second <= most, "seed \(seed)")
            }
        }
    }

    @Test func `a meter forgets those who have paused, and has a bound`() {
        var meter = RateMeter<String>(countMax: 8)
        for number in 0..<100 {
            let now = Int64(number) * 10 * Self.second
            #expect(meter.take(from: [Self.account("\(number)")], at: now) == nil)
            #expect(meter.count <= 8)
        }
        for number in 0..<100 { _ = meter.take(from: [Self.account("at once \(number)")], at: 0) }
        #expect(meter.count <= 8)
    }

    @Test func `who is kept is not forgotten for others`() {
        var meter = RateMeter<String>(countMax: 8) { $0 == "user" }
        let user = Self.account("user")
        for _ in 0..<2 { #expect(meter.take(from: [user], at: 0) == nil) }
        // These are emptier, so that the fullest half would have the user's.
        for number in 0..<100 {
            for _ in 0..<3 { _ = meter.take(from: [Self.account("\(number)")], at: 0) }
        }
        #expect(meter.remaining(of: [user], at: 0) == 1)
    }

    @Test func `a clock that stands still or a long pause breaks nothing`() {
        var meter = RateMeter<String>()
        let account = Self.account("a", perSecond: RateLimit.countMax, burst: RateLimit.countMax)
        #expect(meter.take(from: [account], at: 5) == nil)
        #expect(meter.take(from: [account], at: 4) == nil)
        #expect(meter.remaining(of: [account], at: Int64.max) == RateLimit.countMax)
    }

    @Test func `mistakes are free at first, then each doubles the pause`() {
        var meter = FailureMeter<String>()
        for _ in 0..<FailureMeter<String>.countFree { meter.fail("eve", at: 0) }
        #expect(meter.pause(of: "eve", at: 0) == nil)
        meter.fail("eve", at: 0)
        let first = meter.pause(of: "eve", at: 0)
        meter.fail("eve", at: 0)
        #expect(first.map { $0 * 2 } == meter.pause(of: "eve", at: 0))
        for _ in 0..<100 { meter.fail("eve", at: 0) }
        #expect(meter.pause(of: "eve", at: 0) == 64 * Self.second)
        #expect(meter.pause(of: "eve", at: 64 * Self.second) == nil)
        #expect(meter.pause(of: "ada", at: 0) == nil)
        meter.fail("eve", at: 1000 * Self.second)
        #expect(meter.pause(of: "eve", at: 1000 * Self.second) == nil, "forgotten after a while")
    }

    @Test func `a meter of failures has a bound`() {
        var meter = FailureMeter<Int>(countMax: 4)
        for key in 0..<100 { meter.fail(key, at: Int64(key)) }
        for _ in 0..<5 { meter.fail(99, at: 100) }
        #expect(meter.pause(of: 99, at: 100) != nil, "the latest is remembered")
    }
}
