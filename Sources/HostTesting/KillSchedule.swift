import Digests

/// The moments at which a host is killed, all of which follow from one seed.
///
/// A moment is so many microseconds after a call was sent or after a report of its progress came; so
/// the seed alone says which calls are hit, and the machine where in them.
public struct KillSchedule: Sendable {
    /// A moment during a call.
    public struct Moment: Sendable {
        /// How many reports of progress are let pass, in a call that makes them.
        public let reports: Int
        /// The time after the last of them, or after the call was sent.
        public let delay: Microseconds
    }

    private var draws: Draws
    private var callsLeft: Int

    /// The schedule of a seed.
    public init(seed: UInt64) {
        draws = Draws(seed: Digest(sha256: Array("assay/test/kills/\(seed)".utf8)))
        callsLeft = 0
    }

    /// The moment in the next call at which the host is killed, or nothing if it is spared.
    ///
    /// - Parameter reports: whether the call reports its progress; such calls are never spared.
    mutating func next(reports: Bool) -> Moment? {
        if reports {
            return Moment(reports: 1 + Int(draws.next(below: 8)), delay: drawnDelay())
        }
        guard callsLeft == 0 else {
            callsLeft -= 1
            return nil
        }
        callsLeft = Int(draws.next(below: 3))
        return Moment(reports: 0, delay: drawnDelay())
    }

    /// How long after its start a host is killed that has yet to open its home; mostly it is spared.
    mutating func nextStart() -> Microseconds? {
        guard draws.next(below: 8) == 0 else { return nil }
        return Microseconds(UInt32(draws.next(below: 50_000)))
    }

    /// From 64 microseconds to 8 milliseconds, every doubling as likely as the next: calls take
    /// from some tenths of a millisecond to many of them, and each part of each is to be hit.
    private mutating func drawnDelay() -> Microseconds {
        let least = UInt64(64) << draws.next(below: 7)
        return Microseconds(UInt32(least + draws.next(below: least)))
    }
}
