// 15x: who may do what.
extension ErrorCode {
    /// This connection may not call this method.
    public static let forbidden = ErrorCode(
        150,
        "forbidden",
        "This connection may not call this method."
    )
    /// This connection may not act as this identity.
    public static let identityForbidden = ErrorCode(
        151,
        "identityForbidden",
        "This connection may not act as this identity."
    )
    /// This connection calls too often; `data.retryAfterMilliseconds` says when to go on.
    public static let rateExceeded = ErrorCode(
        152,
        "rateExceeded",
        "This connection calls too often; `data.retryAfterMilliseconds` says when to go on.",
        isRetryable: true
    )
    /// The token is malformed, or this host did not issue it.
    public static let invalidToken = ErrorCode(
        153,
        "invalidToken",
        "The token is malformed, or this host did not issue it."
    )
    /// The token has expired.
    public static let tokenExpired = ErrorCode(
        154,
        "tokenExpired",
        "The token has expired."
    )
    /// The token was revoked.
    public static let tokenRevoked = ErrorCode(
        155,
        "tokenRevoked",
        "The token was revoked."
    )
    /// After too many failures nothing is tried for a while.
    public static let tooManyFailures = ErrorCode(
        156,
        "tooManyFailures",
        "After too many failures nothing is tried for a while; "
            + "`data.retryAfterMilliseconds` says when again.",
        isRetryable: true
    )
    /// This connection may not name files for the host to read or write.
    public static let fileForbidden = ErrorCode(
        157,
        "fileForbidden",
        "This connection may not name files for the host to read or write."
    )

    static let accessCodes = [
        ErrorCode.forbidden, .identityForbidden, .rateExceeded, .invalidToken, .tokenExpired,
        .tokenRevoked, .tooManyFailures, .fileForbidden,
    ]
}
