// Faults of the protocol itself: JSON-RPC 2.0's codes, two of the language-server protocol's, and
// one of the Model Context Protocol's.
extension ErrorCode {
    /// The bytes are not a JSON text.
    public static let parseError = ErrorCode(
        -32_700,
        "parseError",
        "The bytes are not a JSON text."
    )
    /// The JSON is not a request of JSON-RPC 2.0.
    public static let invalidRequest = ErrorCode(
        -32_600,
        "invalidRequest",
        "The JSON is not a request of JSON-RPC 2.0."
    )
    /// No method has this name.
    public static let methodNotFound = ErrorCode(
        -32_601,
        "methodNotFound",
        "No method has this name."
    )
    /// The parameters are not what the method takes.
    public static let invalidParameters = ErrorCode(
        -32_602,
        "invalidParameters",
        "The parameters are not what the method takes."
    )
    /// The host failed in a way that is its own fault.
    public static let internalError = ErrorCode(
        -32_603,
        "internalError",
        "The host failed in a way that is its own fault.",
        isRetryable: true
    )
    /// The caller cancelled the call.
    public static let cancelled = ErrorCode(
        -32_800,
        "cancelled",
        "The caller cancelled the call.",
        isRetryable: true
    )
    /// The host or a plugin has not finished starting.
    public static let notReady = ErrorCode(
        -32_002,
        "notReady",
        "The host or a plugin has not finished starting.",
        isRetryable: true
    )

    /// The client speaks a revision of its protocol that this host does not.
    public static let unsupportedProtocolVersion = ErrorCode(
        -32_022,
        "unsupportedProtocolVersion",
        "The client speaks a revision of its protocol that this host does not."
    )

    static let protocolCodes = [
        ErrorCode.parseError, .invalidRequest, .methodNotFound, .invalidParameters, .internalError,
        .cancelled, .notReady, .unsupportedProtocolVersion,
    ]
}

// 1xx: the host and its storage.
extension ErrorCode {
    /// The key store has no key under this name.
    public static let unknownIdentity = ErrorCode(
        101,
        "unknownIdentity",
        "The key store has no key under this name."
    )
    /// The key store already has a key under this name.
    public static let identityExists = ErrorCode(
        102,
        "identityExists",
        "The key store already has a key under this name."
    )
    /// This home holds no network yet.
    public static let noNetwork = ErrorCode(
        103,
        "noNetwork",
        "This home holds no network yet."
    )
    /// This home already holds a network.
    public static let networkExists = ErrorCode(
        104,
        "networkExists",
        "This home already holds a network."
    )
    /// Another process uses this home or socket.
    public static let homeLocked = ErrorCode(
        105,
        "homeLocked",
        "Another process uses this home or socket.",
        isRetryable: true
    )
    /// There is no room left to store anything.
    public static let storageFull = ErrorCode(
        106,
        "storageFull",
        "There is no room left to store anything.",
        isRetryable: true
    )
    /// The storage failed to read or write.
    public static let storageFailed = ErrorCode(
        107,
        "storageFailed",
        "The storage failed to read or write.",
        isRetryable: true
    )
    /// A limit of this host would be exceeded; `data.limit` names it.
    public static let limitExceeded = ErrorCode(
        108,
        "limitExceeded",
        "A limit of this host would be exceeded; `data.limit` names it.",
        isRetryable: true
    )
    /// The host is shutting down.
    public static let shuttingDown = ErrorCode(
        109,
        "shuttingDown",
        "The host is shutting down.",
        isRetryable: true
    )
    /// No blob has this hash.
    public static let blobNotFound = ErrorCode(
        110,
        "blobNotFound",
        "No blob has this hash."
    )
    /// A blob's bytes do not have its hash.
    public static let blobCorrupt = ErrorCode(
        111,
        "blobCorrupt",
        "A blob's bytes do not have its hash."
    )
    /// The plugin that serves this method is switched off.
    public static let pluginDisabled = ErrorCode(
        112,
        "pluginDisabled",
        "The plugin that serves this method is switched off."
    )
    /// A file named by the caller cannot be read or written.
    public static let fileUnreadable = ErrorCode(
        113,
        "fileUnreadable",
        "A file named by the caller cannot be read or written."
    )
    /// An event is malformed, wrongly signed, or does not fit the log.
    public static let eventRefused = ErrorCode(
        114,
        "eventRefused",
        "An event is malformed, wrongly signed, or does not fit the log."
    )
    /// The parameters do not make a network.
    public static let invalidGenesis = ErrorCode(
        115,
        "invalidGenesis",
        "The parameters do not make a network."
    )
    /// The socket serves only the user who runs the host.
    public static let peerRefused = ErrorCode(
        116,
        "peerRefused",
        "The socket serves only the user who runs the host."
    )

    static let hostCodes = [
        ErrorCode.unknownIdentity, .identityExists, .noNetwork, .networkExists, .homeLocked,
        .storageFull, .storageFailed, .limitExceeded, .shuttingDown, .blobNotFound, .blobCorrupt,
        .pluginDisabled, .fileUnreadable, .eventRefused, .invalidGenesis, .peerRefused,
    ]
}
