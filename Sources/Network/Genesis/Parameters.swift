public import Reputation

/// The numbers of a network's rules, fixed by its genesis.
///
/// Windows and deadlines are in ticks, shares in basis points (of 10,000), amounts in credits,
/// chances in millionths.
public struct Parameters: Hashable, Sendable, Encodable {
    /// The price of 10^9 floating-point operations (rule T1).
    public var creditsPerGigaFLOP: Credits = 1000

    /// The solver's share of the metered fee.
    public var solverShare: Int64 = 7000
    /// The profiler's share of the bound of the fee: profiling costs the same however long the run.
    public var profilerShare: Int64 = 500
    /// The verifiers' share of the metered fee.
    public var verifierShare: Int64 = 1500
    /// The judges' share of the metered fee.
    public var judgeShare: Int64 = 300
    /// The share of the metered fee that fills the jackpot (rule C3); the treasury gets the rest.
    public var jackpotLevy: Int64 = 200

    /// The least deposit of a solver for one task.
    public var solverDepositMinimum: Credits = 500
    /// The least deposit of a verifier; what one draw or one profile puts at stake.
    public var verifierDepositMinimum: Credits = 500
    /// The least deposit of a whistleblower.
    public var whistleblowerDepositMinimum: Credits = 200
    /// The least deposit of a challenge.
    public var challengeDepositMinimum: Credits = 200
    /// The least deposit of a claim.
    public var claimDepositMinimum: Credits = 100
    /// The least deposit of an appeal (rule C5).
    public var appealDepositMinimum: Credits = 200
    /// What the loser's deposit pays to the judges who ruled (rule C5).
    public var rulingFee: Credits = 50

    /// How long a task waits for its profile.
    public var profileTicks: Tick = 20
    /// How long a profile may be challenged before the task may be accepted (rule T5).
    public var profileWindow: Tick = 2
    /// How long a task waits for a solver.
    public var openTicks: Tick = 100
    /// How long a solver may take (rule T3).
    public var solveTicks: Tick = 50
    /// How long a solver may take to designate one of two sealed results (rule C3).
    public var designateTicks: Tick = 5
    /// How long a drawn verifier may take, and how long a proof waits for one to be available.
    public var verifyTicks: Tick = 10
    /// How long a judge who stands in for missing verifiers may take (rule V4).
    public var judgeTicks: Tick = 20
    /// How long a verdict may be challenged; at least two, since auditors are drawn one tick after it
    /// and must still be able to challenge it.
    public var challengeWindow: Tick = 3
    /// How long a challenge may be revealed, and then a forced error.
    public var revealTicks: Tick = 3
    /// How long judges may take over a ruling.
    public var ruleTicks: Tick = 20
    /// How long a drawn panel's ruling may be appealed (rule C5).
    public var appealTicks: Tick = 3
    /// How long after a round's opening contributions may be committed; at least two, since blocks are
    /// assigned by the beacon of the tick after it.
    public var commitTicks: Tick = 2
    /// How long committed contributions may be revealed.
    public var contributionRevealTicks: Tick = 5
    /// How long a contribution waits for claims before it counts (rule R2).
    public var claimWindow: Tick = 2

    /// How many segments are drawn for replay (rule V2).
    public var segmentsDrawn: Int64 = 4
    /// How many of the largest updates are replayed in addition (rule V2).
    public var largestSegments: Int64 = 1
    /// How many times a task may be accepted before its fee is refunded (rule T3).
    public var attemptsMax: Int64 = 3
    /// How many verifiers may be drawn for one proof before a judge stands in (rule V4).
    public var drawsMax: Int64 = 3
    /// The longest segment of a tolerant task (rule V3).
    public var tolerantIntervalMax: Int64 = 10
    /// The most open challenges against one verdict or profile.
    public var challengesMax: Int64 = 16
    /// How many of the highest reputations may judge (rule C5); zero where genesis names the judges.
    public var benchSize: Int64 = 0
    /// How many of those who may judge are drawn for a dispute (rule C5); zero for all of them.
    public var quorumSize: Int64 = 0

    /// How often the draw demands a planted error, in millionths (rule C3).
    public var forcedErrorsPerMillion: Int64 = 10_000
    /// How many whistleblowers are drawn to audit a verdict that may rest on a planted error.
    public var whistleblowersDrawn: Int64 = 3

    /// How reputation is gained and lost (rule R1).
    public var reputation = ReputationRules.linear
    /// How many levels above the floor let a participant claim without a deposit (rule R4).
    public var claimLevels: Int64 = 10
    /// The most that all newcomers together weigh, in millionths; zero for no cap (rule R7).
    public var newcomersCapPerMillion: Int64 = 0
    /// Who chooses samples in rounds; `open` lets each round decide (rule R2).
    public var assignment = Assignment.open

    /// The defaults.
    public init() {}

    /// Rules without fees and deposits: reputation alone counts.
    public static var reputationOnly: Parameters {
        var parameters = Parameters()
        for amount in Parameters.amounts { parameters[keyPath: amount.path] = 0 }
        return parameters
    }
}

extension Parameters {
    /// A number of the parameters under the name that it has in the genesis document.
    struct Field: Sendable {
        let name: String
        let path: any WritableKeyPath<Parameters, Int64> & Sendable
        let range: ClosedRange<Int64>
    }

    /// Far more than any network mints, far less than what could overflow when added up.
    static let amountMax: Int64 = 1 << 60
    /// A hundred years of ticks of one millisecond.
    static let ticksMax: Int64 = 1 << 42

    /// Everything that is paid or locked; all zero in a reputation-only network.
    static let amounts: [Field] = [
        Field("creditsPerGigaFLOP", \.creditsPerGigaFLOP, 0...amountMax),
        Field("solverDepositMinimum", \.solverDepositMinimum, 0...amountMax),
        Field("verifierDepositMinimum", \.verifierDepositMinimum, 0...amountMax),
        Field("whistleblowerDepositMinimum", \.whistleblowerDepositMinimum, 0...amountMax),
        Field("challengeDepositMinimum", \.challengeDepositMinimum, 0...amountMax),
        Field("claimDepositMinimum", \.claimDepositMinimum, 0...amountMax),
        Field("appealDepositMinimum", \.appealDepositMinimum, 0...amountMax),
        Field("rulingFee", \.rulingFee, 0...amountMax),
    ]

    /// The shares of the fee, in basis points.
    static let shares: [Field] = [
        Field("solverShare", \.solverShare, 0...10_000),
        Field("profilerShare", \.profilerShare, 0...10_000),
        Field("verifierShare", \.verifierShare, 0...10_000),
        Field("judgeShare", \.judgeShare, 0...10_000),
        Field("jackpotLevy", \.jackpotLevy, 0...10_000),
    ]

    static let counts: [Field] = [
        Field("segmentsDrawn", \.segmentsDrawn, 1...256),
        Field("largestSegments", \.largestSegments, 0...256),
        Field("attemptsMax", \.attemptsMax, 1...100),
        Field("drawsMax", \.drawsMax, 1...100),
        Field("tolerantIntervalMax", \.tolerantIntervalMax, 1...1_000_000),
        Field("challengesMax", \.challengesMax, 1...256),
        Field("benchSize", \.benchSize, 0...1000),
        Field("quorumSize", \.quorumSize, 0...1000),
        Field("forcedErrorsPerMillion", \.forcedErrorsPerMillion, 0...1_000_000),
        Field("whistleblowersDrawn", \.whistleblowersDrawn, 0...64),
        Field("claimLevels", \.claimLevels, 0...1_000_000),
        Field("newcomersCapPerMillion", \.newcomersCapPerMillion, 0...999_999),
    ]

    static let windows: [Field] = [
        Field("profileTicks", \.profileTicks, 1...ticksMax),
        Field("profileWindow", \.profileWindow, 1...ticksMax),
        Field("openTicks", \.openTicks, 1...ticksMax),
        Field("solveTicks", \.solveTicks, 1...ticksMax),
        Field("designateTicks", \.designateTicks, 1...ticksMax),
        Field("verifyTicks", \.verifyTicks, 1...ticksMax),
        Field("judgeTicks", \.judgeTicks, 1...ticksMax),
        Field("challengeWindow", \.challengeWindow, 2...ticksMax),
        Field("revealTicks", \.revealTicks, 1...ticksMax),
        Field("ruleTicks", \.ruleTicks, 1...ticksMax),
        Field("appealTicks", \.appealTicks, 1...ticksMax),
        Field("commitTicks", \.commitTicks, 2...ticksMax),
        Field("contributionRevealTicks", \.contributionRevealTicks, 1...ticksMax),
        Field("claimWindow", \.claimWindow, 1...ticksMax),
    ]

    /// All whole numbers of the parameters.
    static let fields = amounts + shares + counts + windows
}

extension Parameters.Field {
    init(
        _ name: String,
        _ path: any WritableKeyPath<Parameters, Int64> & Sendable,
        _ range: ClosedRange<Int64>
    ) {
        self.init(name: name, path: path, range: range)
    }
}
