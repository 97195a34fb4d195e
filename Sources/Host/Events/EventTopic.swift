/// What a listener may listen to.
enum EventTopic: String, CaseIterable, Sendable {
    /// Every entry of the log.
    case ledger
    /// Entries of the log about tasks and their challenges.
    case task
    /// Entries of the log about rounds, contributions and claims.
    case round
    /// Work that goes on without a connection.
    case job
    /// The host itself.
    case host

    /// Which numbers events of the topic carry.
    var series: EventSeries {
        switch self {
        case .ledger, .task, .round: .log
        case .job, .host: .host
        }
    }
}

/// A sequence of numbered events.
///
/// The two are numbered apart, so a subscription is to one of them.
enum EventSeries: String, Sendable {
    /// The entries of the log, under their positions.
    case log
    /// What happens in this process, under numbers that grow from one start to the next.
    case host

    /// The topics of the series.
    var topics: [EventTopic] { EventTopic.allCases.filter { $0.series == self } }
}
