extension MessageScanner {
    /// Whether no message has begun: the next byte that is no blank is the first of one.
    package var isBetweenMessages: Bool {
        if case .between = state { true } else { false }
    }
}
