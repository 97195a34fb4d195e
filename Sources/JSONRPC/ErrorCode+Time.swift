// 14x: what calls, jobs and subscriptions have to do with time.
extension ErrorCode {
    /// The call's deadline passed before it was done.
    public static let deadlineExceeded = ErrorCode(
        140,
        "deadlineExceeded",
        "The call's deadline passed before it was done.",
        isRetryable: true
    )
    /// No job has this id, or it has ended too long ago.
    public static let unknownJob = ErrorCode(
        141,
        "unknownJob",
        "No job has this id, or it has ended too long ago."
    )
    /// This connection has no subscription of this number.
    public static let unknownSubscription = ErrorCode(
        142,
        "unknownSubscription",
        "This connection has no subscription of this number."
    )

    /// No event has this number yet.
    public static let eventAhead = ErrorCode(
        143,
        "eventAhead",
        "No event has this number yet."
    )

    static let timeCodes = [
        ErrorCode.deadlineExceeded, .unknownJob, .unknownSubscription, .eventAhead,
    ]
}
