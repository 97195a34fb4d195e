/// A series of events that can be read from any number on.
protocol EventSource: Sendable {
    /// The number of the newest event; one less than the first when there is none.
    var last: Int64 { get }

    /// Some events of a range of numbers, from its lower bound on: one at least, unless the range
    /// begins with numbers that are gone for good.
    func events(in range: ClosedRange<Int64>) async throws -> EventPage

    /// Yields once at the beginning and whenever there may be newer events; ends with the series.
    func changes() -> AsyncStream<Void>
}

/// Some events in their order.
struct EventPage: Sendable {
    /// The events.
    var events: [Event] = []
    /// Up to which number events are missing that are kept no more.
    var lostThrough: Int64?
}
