// 2xx: tasks and fees.
extension ErrorCode {
    /// No task has this id.
    public static let unknownTask = ErrorCode(
        201,
        "unknownTask",
        "No task has this id."
    )
    /// The task is not in a phase that allows this.
    public static let wrongPhase = ErrorCode(
        202,
        "wrongPhase",
        "The task is not in a phase that allows this."
    )
    /// The account does not hold enough credits.
    public static let insufficientCredits = ErrorCode(
        203,
        "insufficientCredits",
        "The account does not hold enough credits."
    )
    /// Only a participant in another role may do this.
    public static let notAllowed = ErrorCode(
        204,
        "notAllowed",
        "Only a participant in another role may do this."
    )
    /// The task's specification cannot be run.
    public static let invalidSpecification = ErrorCode(
        205,
        "invalidSpecification",
        "The task's specification cannot be run."
    )
    /// The graph has a loop without a limit.
    public static let unboundedGraph = ErrorCode(
        206,
        "unboundedGraph",
        "The graph has a loop without a limit."
    )
    /// The dataset cannot be read as what it is said to be.
    public static let invalidDataset = ErrorCode(
        207,
        "invalidDataset",
        "The dataset cannot be read as what it is said to be."
    )
    /// The deadline for this has passed.
    public static let deadlinePassed = ErrorCode(
        208,
        "deadlinePassed",
        "The deadline for this has passed."
    )
    /// No participant has this key.
    public static let unknownParticipant = ErrorCode(
        209,
        "unknownParticipant",
        "No participant has this key."
    )
    /// No custodian has attested a blob that is cited.
    public static let notAttested = ErrorCode(
        210,
        "notAttested",
        "No custodian has attested a blob that is cited."
    )
    /// This key has already joined the network.
    public static let alreadyJoined = ErrorCode(
        211,
        "alreadyJoined",
        "This key has already joined the network."
    )

    static let taskCodes = [
        ErrorCode.unknownTask, .wrongPhase, .insufficientCredits, .notAllowed,
        .invalidSpecification, .unboundedGraph, .invalidDataset, .deadlinePassed,
        .unknownParticipant, .notAttested, .alreadyJoined,
    ]
}

// 3xx: proofs and verdicts.
extension ErrorCode {
    /// The proof is malformed or contradicts itself or its task.
    public static let invalidProof = ErrorCode(
        301,
        "invalidProof",
        "The proof is malformed or contradicts itself or its task."
    )
    /// A checkpoint's bytes are not what its commitment says.
    public static let checkpointCorrupt = ErrorCode(
        303,
        "checkpointCorrupt",
        "A checkpoint's bytes are not what its commitment says."
    )
    /// This verifier was not drawn for this proof.
    public static let notDrawn = ErrorCode(
        304,
        "notDrawn",
        "This verifier was not drawn for this proof."
    )
    /// The verdict does not follow from its own evidence.
    public static let verdictMismatch = ErrorCode(
        305,
        "verdictMismatch",
        "The verdict does not follow from its own evidence."
    )
    /// The secret is not the one that was committed to.
    public static let wrongSecret = ErrorCode(
        306,
        "wrongSecret",
        "The secret is not the one that was committed to."
    )

    static let proofCodes = [
        ErrorCode.invalidProof, .checkpointCorrupt, .notDrawn, .verdictMismatch, .wrongSecret,
    ]
}

// 4xx: challenges and deposits.
extension ErrorCode {
    /// No challenge has this id.
    public static let unknownChallenge = ErrorCode(
        401,
        "unknownChallenge",
        "No challenge has this id."
    )
    /// The window for this has closed.
    public static let windowClosed = ErrorCode(
        402,
        "windowClosed",
        "The window for this has closed."
    )
    /// The deposit is smaller than the network asks for.
    public static let depositTooSmall = ErrorCode(
        403,
        "depositTooSmall",
        "The deposit is smaller than the network asks for."
    )
    /// Only the judge may do this.
    public static let notJudge = ErrorCode(
        404,
        "notJudge",
        "Only the judge may do this."
    )
    /// What was revealed is not what was committed to.
    public static let commitmentMismatch = ErrorCode(
        405,
        "commitmentMismatch",
        "What was revealed is not what was committed to."
    )
    /// The same challenge is already open.
    public static let alreadyChallenged = ErrorCode(
        406,
        "alreadyChallenged",
        "The same challenge is already open."
    )
    /// The participant is not enlisted for this role.
    public static let notEnlisted = ErrorCode(
        407,
        "notEnlisted",
        "The participant is not enlisted for this role."
    )
    /// The participant is already enlisted for this role.
    public static let alreadyEnlisted = ErrorCode(
        408,
        "alreadyEnlisted",
        "The participant is already enlisted for this role."
    )

    static let challengeCodes = [
        ErrorCode.unknownChallenge, .windowClosed, .depositTooSmall, .notJudge, .commitmentMismatch,
        .alreadyChallenged, .notEnlisted, .alreadyEnlisted,
    ]
}

// 5xx: rounds, contributions and reputation.
extension ErrorCode {
    /// No round has this id.
    public static let unknownRound = ErrorCode(
        501,
        "unknownRound",
        "No round has this id."
    )
    /// No contribution has this id.
    public static let unknownContribution = ErrorCode(
        502,
        "unknownContribution",
        "No contribution has this id."
    )
    /// The reputation is lower than this needs.
    public static let reputationTooLow = ErrorCode(
        503,
        "reputationTooLow",
        "The reputation is lower than this needs."
    )
    /// The claimant has a claim that is still open.
    public static let claimOpen = ErrorCode(
        504,
        "claimOpen",
        "The claimant has a claim that is still open."
    )
    /// This block of samples was assigned to somebody else.
    public static let blockNotAssigned = ErrorCode(
        505,
        "blockNotAssigned",
        "This block of samples was assigned to somebody else."
    )
    /// The participant has already contributed to this round.
    public static let alreadyContributed = ErrorCode(
        506,
        "alreadyContributed",
        "The participant has already contributed to this round."
    )
    /// No claim has this id.
    public static let unknownClaim = ErrorCode(
        507,
        "unknownClaim",
        "No claim has this id."
    )
    /// The round has no accepted contribution that weighs anything.
    public static let nothingToAggregate = ErrorCode(
        509,
        "nothingToAggregate",
        "The round has no accepted contribution that weighs anything."
    )

    static let reputationCodes = [
        ErrorCode.unknownRound, .unknownContribution, .reputationTooLow, .claimOpen,
        .blockNotAssigned, .alreadyContributed, .unknownClaim, .nothingToAggregate,
    ]
}

// 6xx: tensors.
extension ErrorCode {
    /// The tensors' shapes do not fit the operation.
    public static let shapeMismatch = ErrorCode(
        601,
        "shapeMismatch",
        "The tensors' shapes do not fit the operation."
    )
    /// The file is not the tensor file that it is said to be.
    public static let malformedTensorFile = ErrorCode(
        602,
        "malformedTensorFile",
        "The file is not the tensor file that it is said to be."
    )
    /// A value is NaN or infinite.
    public static let notFinite = ErrorCode(
        603,
        "notFinite",
        "A value is NaN or infinite."
    )
    /// The element type is not one that is supported.
    public static let unsupportedType = ErrorCode(
        604,
        "unsupportedType",
        "The element type is not one that is supported."
    )
    /// This machine lacks the instruction set that was asked for.
    public static let instructionSetUnavailable = ErrorCode(
        605,
        "instructionSetUnavailable",
        "This machine lacks the instruction set that was asked for."
    )
    /// No tensor of this home has this name.
    public static let unknownTensor = ErrorCode(
        606,
        "unknownTensor",
        "No tensor of this home has this name."
    )
    /// A tensor of this home has this name already.
    public static let tensorExists = ErrorCode(
        607,
        "tensorExists",
        "A tensor of this home has this name already."
    )

    static let tensorCodes = [
        ErrorCode.shapeMismatch, .malformedTensorFile, .notFinite, .unsupportedType,
        .instructionSetUnavailable, .unknownTensor, .tensorExists,
    ]
}
