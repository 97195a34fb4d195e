import Host
import Synchronization
import Testing

/// Things done at their time, unless they are called off.
@Suite struct AlarmTests {
    private final class Notes: Sendable {
        let numbers = Mutex<[Int]>([])
    }

    @Test func `what is set is done once, the earlier before the later`() async {
        let alarm = Alarm()
        let notes = Notes()
        let now = ContinuousClock.now
        await withCheckedContinuation { continuation in
            _ = alarm.set(at: now.advanced(by: .milliseconds(20))) { continuation.resume() }
            // Set later, due earlier: it does not wait for the other.
            _ = alarm.set(at: now.advanced(by: .milliseconds(2))) {
                notes.numbers.withLock { $0.append(1) }
            }
            _ = alarm.set(at: now.advanced(by: .seconds(-1))) {
                notes.numbers.withLock { $0.append(0) }
            }
        }
        #expect(notes.numbers.withLock(\.self) == [0, 1])
    }

    @Test func `what is called off is not done`() async {
        let alarm = Alarm()
        let notes = Notes()
        let now = ContinuousClock.now
        await withCheckedContinuation { continuation in
            let number = alarm.set(at: now.advanced(by: .milliseconds(5))) {
                notes.numbers.withLock { $0.append(1) }
            }
            alarm.callOff(number)
            _ = alarm.set(at: now.advanced(by: .milliseconds(10))) { continuation.resume() }
        }
        #expect(notes.numbers.withLock(\.self).isEmpty)
    }
}
