import Glibc

/// The two times that permissions depend on.
package struct AccessClock: Sendable {
    /// Seconds since 1970, by which tokens expire.
    package let seconds: @Sendable () -> Int64
    /// Nanoseconds of a clock that never goes back, by which calls are counted.
    package let nanoseconds: @Sendable () -> Int64

    /// Times from elsewhere, for tests.
    package init(
        seconds: @escaping @Sendable () -> Int64,
        nanoseconds: @escaping @Sendable () -> Int64
    ) {
        self.seconds = seconds
        self.nanoseconds = nanoseconds
    }

    /// The machine's.
    package static let system = AccessClock(
        seconds: { read(CLOCK_REALTIME).seconds },
        nanoseconds: {
            let time = read(CLOCK_MONOTONIC)
            return time.seconds * 1_000_000_000 + time.nanoseconds
        }
    )

    private static func read(_ clock: clockid_t) -> (seconds: Int64, nanoseconds: Int64) {
        var time = timespec()
        let result = clock_gettime(clock, &time)
        precondition(result == 0, "Linux has both clocks")
        return (Int64(time.tv_sec), Int64(time.tv_nsec))
    }
}
