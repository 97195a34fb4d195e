/// How far a subscription has come in a series, as a value without I/O.
///
/// The series itself keeps the events, so nothing is queued for a listener but a number. One who has
/// come up with the series is *live*. When a live listener does not take what is sent to it and
/// falls more than a bound behind, it gets the events up to the bound, then is told which numbers
/// were passed over, and goes on behind them. One who still catches up with the past is waited for.
package struct EventCursor: Sendable, Hashable {
    /// What is to be done next.
    package enum Step: Sendable, Hashable {
        /// Nothing, until there are more events.
        case wait
        /// Send the events of these numbers that are wanted.
        case deliver(ClosedRange<Int64>)
        /// Tell that the events of these numbers are passed over.
        case tellLost(ClosedRange<Int64>)
    }

    /// The number that comes next.
    package private(set) var next: Int64
    /// How many numbers a live listener may be behind.
    package let behindMax: Int64
    private var isLive = false
    /// From which number on events are passed over.
    private var lostFrom: Int64?

    /// A cursor before a number.
    package init(from next: Int64, behindMax: Int) {
        precondition(behindMax > 0, "who may not be behind at all gets nothing")
        self.next = next
        self.behindMax = Int64(behindMax)
    }

    /// What is to be done when the newest event has a number.
    package mutating func step(last: Int64) -> Step {
        guard next <= last else {
            isLive = true
            return .wait
        }
        guard let lostFrom else { return .deliver(next...last) }
        return next < lostFrom ? .deliver(next...lostFrom - 1) : .tellLost(lostFrom...last)
    }

    /// Events up to and with a number have been dealt with.
    package mutating func passed(_ number: Int64) {
        precondition(number >= next, "numbers grow")
        next = number + 1
    }

    /// The listener has been told that events up to and with a number are lost.
    package mutating func toldLost(through number: Int64) {
        passed(number)
        lostFrom = nil
    }

    /// The listener had not taken what was sent before, and now has.
    package mutating func unblocked(last: Int64) {
        guard isLive, lostFrom == nil, last - next >= behindMax else { return }
        lostFrom = next + behindMax
    }
}
