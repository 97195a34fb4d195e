import Host
import Synchronization
import Testing

/// Things done at their time, unless they are called off.
@Suite struct AlarmTests {
    private final class Notes: Sendable {
        let numbers = Mutex<[Int]>([])

        /// Adds a number; returns how many there are then.
        func add(_ number: Int) -> Int {
            numbers.withLock { numbers in
                numbers.append(number)
                return numbers.count
            }
        }
    }

    /// Much longer than a thread is kept from its core between one line and the next.
    private let distance = Duration.seconds(1)

    @Test func `what is set is done once, the earlier before the later`() async {
        let alarm = Alarm()
        let notes = Notes()
        let now = ContinuousClock.now
        await withCheckedContinuation { continuation in
            // Set later, due earlier: none waits for another.
            for number in [2, 1, 0] {
                _ = alarm.set(at: now + distance * (number - 1)) {
                    let count = notes.add(number)
                    if count == 3 { continuation.resume() }
                }
            }
        }
        #expect(notes.numbers.withLock(\.self) == [0, 1, 2])
    }

    @Test func `what is called off is not done`() async {
        let alarm = Alarm()
        let notes = Notes()
        let now = ContinuousClock.now
        await withCheckedContinuation { continuation in
            let number = alarm.set(at: now + distance) { _ = notes.add(1) }
            alarm.callOff(number)
            _ = alarm.set(at: now + distance * 2) { continuation.resume() }
        }
        #expect(notes.numbers.withLock(\.self).isEmpty)
    }
}
