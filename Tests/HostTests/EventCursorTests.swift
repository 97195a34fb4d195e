import Host
import Testing

/// What a listener gets who reads, who catches up, and who does not read.
@Suite struct EventCursorTests {
    @Test func `a listener who reads gets everything, however much comes at once`() {
        var cursor = EventCursor(from: 5, behindMax: 3)
        #expect(cursor.step(last: 4) == .wait)
        #expect(cursor.step(last: 100) == .deliver(5...100))
        cursor.passed(100)
        #expect(cursor.step(last: 100) == .wait)
    }

    @Test func `one who catches up is waited for, and loses nothing`() {
        var cursor = EventCursor(from: 0, behindMax: 3)
        #expect(cursor.step(last: 10) == .deliver(0...10))
        cursor.passed(0)
        cursor.unblocked(last: 50)
        #expect(cursor.step(last: 50) == .deliver(1...50))
    }

    @Test func `one who does not read gets the bound, then hears of all that was passed over`() {
        var cursor = EventCursor(from: 1, behindMax: 3)
        #expect(cursor.step(last: 0) == .wait)
        #expect(cursor.step(last: 1) == .deliver(1...1))
        // It stops reading before 1 can be sent, and 20 events later reads again.
        cursor.unblocked(last: 20)
        #expect(cursor.step(last: 20) == .deliver(1...3))
        cursor.passed(1)
        // More come, and it stops once more: what is lost begins where it began.
        cursor.unblocked(last: 30)
        #expect(cursor.step(last: 30) == .deliver(2...3))
        cursor.passed(2)
        cursor.passed(3)
        #expect(cursor.step(last: 31) == .tellLost(4...31))
        cursor.toldLost(through: 31)
        #expect(cursor.step(last: 31) == .wait)
        #expect(cursor.step(last: 32) == .deliver(32...32))
    }

    @Test(arguments: [(3, false), (4, true)])
    func `the bound is what a listener may be behind`(behind: Int64, isTooMuch: Bool) {
        var cursor = EventCursor(from: 1, behindMax: 3)
        #expect(cursor.step(last: 0) == .wait)
        cursor.unblocked(last: behind)
        let step = cursor.step(last: behind)
        #expect(step == .deliver(1...3))
        cursor.passed(3)
        #expect(cursor.step(last: behind) == (isTooMuch ? .tellLost(4...4) : .wait))
    }
}
