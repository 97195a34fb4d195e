import Access
import Aggregation
import Digests
import Foundation
import Graphs
import Host
import JSON
import JSONRPC
import Ledger
import Network
import PluginKit
import Proofs
import Tensors
import Testing
import Training

/// The one translation of errors into what callers see.
@Suite struct ErrorTranslationTests {
    private static let digest = Digest(sha256: [1, 2, 3])
    private static let participant = ParticipantID(digest)
    private static let task = TaskID(digest)
    private static let decoding = JSONDecodingError(
        pointer: "/a/b",
        expected: "a string",
        got: "null"
    )
    private static let parsing = JSONParseError(
        reason: .rawNUL,
        line: 1,
        column: 2,
        position: 3
    )

    /// Every error that a method may throw, at least once for each type, and for each case whose
    /// words or code are its own.
    static let thrown: [any Error & Sendable] =
        hostErrors + ledgerErrors + serviceErrors + computeErrors

    private static let hostErrors: [any Error & Sendable] = [
        RPCError(.limitExceeded),
        TokenError.forged,
        decoding,
        parsing,
        CancellationError(),
        HomeError.emptyPath,
        HomeError.inUse(path: "/tmp/home", processID: 7),
        HomeError.storage(.full(path: "/tmp/home/lock")),
    ]

    private static let ledgerErrors: [any Error & Sendable] = [
        GenesisError.notJSON("there is nothing"),
        GenesisError.malformed(decoding),
        GenesisError.notCanonical,
        GenesisError.invalid("there is no judge"),
        KeyStoreError.invalidName("../key"),
        KeyStoreError.unknown("ada"),
        KeyStoreError.exists("ada"),
        KeyStoreError.exposed(path: "/tmp/home/keys/ada.key", mode: 0o644),
        KeyStoreError.malformed(path: "/tmp/home/keys/ada.key"),
        KeyStoreError.storage(.full(path: "/tmp/home/keys")),
        BlobError.missing(digest),
        BlobError.corrupt(digest, path: "/tmp/home/blobs/ab/cd"),
        BlobError.tooLarge(byteCount: 9, byteCountMax: 8),
        BlobError.unreadableSource(.full(path: "/tmp/file")),
        BlobError.unreadableSource(.failed(path: "/tmp/file", operation: "open", reason: "gone")),
        BlobError.storage(.full(path: "/tmp/home/blobs")),
        StorageError.full(path: "/tmp/home/log.sqlite"),
        StorageError.failed(path: "/tmp/home", operation: "flush", reason: "Input/output error"),
        LedgerError.networkExists(path: "/tmp/home"),
        LedgerError.remains(path: "/tmp/home", names: ["log.sqlite-wal"]),
        LedgerError.malformedEvent(.notCanonical),
        LedgerError.malformedEvent(.malformed(decoding)),
        LedgerError.malformedEvent(.notJSON("there is nothing")),
        LedgerError.eventTooLarge(byteCount: 9, byteCountMax: 8),
        LedgerError.invalidSignature(participant),
        LedgerError.refused(Refusal(.tooEarly(from: 3, now: 2), rule: "T3")),
        LedgerError.overloaded(waitingCountMax: 8),
        LedgerError.cancelled,
        LedgerError.closed,
        LedgerError.unsupportedFormat(path: "/tmp/home/log.sqlite", reason: "It is empty."),
        LedgerError.damaged(path: "/tmp/home/log.sqlite", LogFault(position: 3, kind: .chain)),
        LedgerError.storage(.full(path: "/tmp/home/log.sqlite")),
        Refusal(.unknownTask(task), rule: nil),
        Refusal(.tooMany("open challenges", limit: 16), rule: "C1"),
        Refusal(.already("the participant has joined"), rule: nil),
    ]

    private static let serviceErrors: [any Error & Sendable] = [
        ServiceError.noNetwork,
        ServiceError.noCustodian,
        ServiceError.unknownParticipant("nobody"),
        ServiceError.ambiguousParticipant("ada"),
        ServiceError.unknownTask(task),
        ServiceError.unknownRound(RoundID(digest)),
        ServiceError.unknownContribution(ContributionID(digest)),
        ServiceError.unknownChallenge(ChallengeID(digest)),
        ServiceError.unknownClaim(ClaimID(digest)),
        ServiceError.notYet(task: task, "it is open"),
        ServiceError.notYours("it is grace's"),
        ServiceError.forgotten("the secret"),
        ServiceError.malformedBlob(digest, "it is a poem"),
        ServiceError.specification("it is too large"),
        ServiceError.dataset("it is empty"),
        ServiceError.interrupted(step: 4, checkpoint: digest),
        ServiceError.parameter(pointer: "/block", expected: "a block", got: "9"),
        ServiceError.file(path: "/tmp/file", "No such file or directory"),
        ServiceError.malformedFile(path: "/tmp/file", "it is a poem"),
        ServiceError.unknownTensor("w"),
        ServiceError.tensorExists("w"),
        ServiceError.tensorsDiffer("one has the shape [2], the other [3]"),
        ServiceError.notFinite("number 3, which is NaN or infinite"),
        ServiceError.tensorLimit(.values),
        ServiceError.tensorLimit(.names),
    ]

    private static let computeErrors: [any Error & Sendable] = [
        VerificationError.checkpointBytes(expected: digest, got: digest),
        ResumeError.noRecords,
        ResumeError.state(.notCanonical),
        ProfileError.noSamples,
        ProfileError.tooNoisy(PartsPerTrillion(units: 5)),
        DocumentError.json(parsing),
        DocumentError.decoding(decoding),
        DocumentError.notCanonical,
        TrainingError.otherDataset,
        TrainingError.memory(needed: 9, limit: 8),
        TrainingError.flops(needed: 9),
        TrainingError.graph(.workOverflow(node: "loss")),
        TrainingError.state(.step(-1)),
        TrainingError.tensor(.threadsOutOfRange(0)),
        TrainingError.dataset(.empty),
        TrainingError.notFinite(step: 3, name: "the loss"),
        TrainingError.cancelled(step: 5),
        StateError.missing(name: "layer0.weight"),
        StateError.shape(name: "layer0.weight", got: [1], expected: [2]),
        GraphError.unboundedLoop(node: "loop"),
        GraphEvaluationError.empty("x"),
        GraphEvaluationError.memory(needed: 9, limit: 8),
        GraphEvaluationError.flops(needed: 1e30),
        GraphEvaluationError.gradientOfChanged("w"),
        GraphEvaluationError.outputChanged("y", input: "w"),
        GraphEvaluationError.nameTaken("y.1"),
        GraphEvaluationError.cancelled,
        DatasetError.label(-9, sample: 3),
        DatasetReadingError.gzip(.truncated),
        DatasetReadingError.gzip(.corrupt(offset: 3)),
        DatasetReadingError.tensorFile("it is cut", file: "images"),
        DatasetReadingError.dataset(.noFeatures),
        TensorError.instructionSetUnknown(name: "abacus"),
        TensorError.instructionSetUnavailable(.avx512),
        TensorError.shapeTooLarge(dimensions: [1, 2]),
        TensorFormatError.notNpy,
        TensorFormatError.idxMalformed(reason: "it is none"),
        TensorFormatError.elementTypeUnsupported(name: "BF16"),
        TensorFormatError.headerNotJSON(parsing),
        TensorFormatError.headerMalformed(decoding),
        TensorFormatError.shape(.shapeInvalid(dimensions: [-1])),
        TensorFormatError.gzip(.truncated),
        TensorFormatError.archive(.noDirectory),
        TensorFormatError.archive(.member("w.npy", reason: "it is encrypted")),
        TensorFormatError.table(line: 1, column: 2, reason: "\"a\" is not a decimal number"),
        TensorFormatError.arrayCount(2),
        TensorFormatError.nameInvalid("w", reason: "two arrays have it"),
        TensorFormatError.cancelled,
        AggregationError.noUpdates,
        AggregationError.noWeight,
        AggregationError.tooManyDropped(2, updates: 3),
        AggregationError.memory(updates: 9, limit: 8),
        AggregationError.cancelled,
        AggregationError.length(3, expected: 4, update: 1),
        ModelUpdateError.length(3, expected: 4),
        ModelUpdateError.tensor(.elementCountMismatch(expected: 3, got: 4)),
    ]

    @Test func `a sentence begins with a capital letter, but a key stays as it is`() {
        let unknown = Refusal(.notJoined(Self.participant), rule: nil)
        let message = RPCError(describing: unknown).message
        #expect(message.hasPrefix("\(Self.participant)"))
        #expect(
            RPCError(describing: Refusal(.already("done"), rule: nil)).message.first?.isUppercase
                == true
        )
    }

    @Test func `only a loop without a limit is called one`() {
        let unbounded = RPCError(describing: GraphError.unboundedLoop(node: "loop"))
        #expect(unbounded.code == .unboundedGraph)
        for error in [GraphError.tooManyNodes(node: "loss"), .workOverflow(node: "loss")] {
            #expect(RPCError(describing: error).code == .invalidSpecification)
            let inTraining = RPCError(describing: TrainingError.graph(error))
            #expect(inTraining.code == .invalidSpecification)
        }
    }

    @Test func `no error that a method throws is called a fault of the host`() {
        for error in Self.thrown {
            let translated = RPCError(describing: error)
            #expect(translated.code != .internalError, "\(type(of: error)): \(error)")
            #expect(!translated.code.name.isEmpty)
        }
    }

    @Test func `every message is a sentence for people, without a Swift type's name`() throws {
        let names = try Self.declaredErrors().map(\.name)
        for error in Self.thrown {
            let translated = RPCError(describing: error)
            let text = translated.message + (translated.data?.text ?? "")
            let first = try #require(translated.message.first)
            #expect(!first.isLowercase, "\(translated)")
            #expect(!translated.message.hasSuffix(".."), "\(translated)")
            for name in names { #expect(!text.contains(name), "\(translated)") }
            #expect(!text.contains("Optional("), "\(translated)")
            #expect(!text.contains("Sources/"), "\(translated)")
            #expect(!text.contains(".swift"), "\(translated)")
            // A case printed for want of words looks like `length(3, expected: 4)`.
            #expect(translated.message.firstMatch(of: /\w\(\w+[,:]/) == nil, "\(translated)")
        }
    }

    @Test func `what cannot be aggregated says why`() {
        func code(_ error: AggregationError) -> ErrorCode { RPCError(describing: error).code }
        #expect(code(.noUpdates) == .nothingToAggregate)
        #expect(code(.noWeight) == .nothingToAggregate)
        #expect(code(.memory(updates: 9, limit: 8)) == .limitExceeded)
        #expect(code(.length(3, expected: 4, update: 1)) == .shapeMismatch)
        let trimmed = RPCError(describing: AggregationError.tooManyDropped(2, updates: 3))
        #expect(trimmed.code == .invalidParameters)
        #expect(trimmed.data?["pointer"] == "/trim")
    }

    @Test func `data says what kind of error it is and whether to try again`() {
        for error in Self.thrown {
            let translated = RPCError(describing: error)
            #expect(translated.data?["reason"]?.string == translated.code.name)
            #expect(translated.data?["retryable"]?.bool != nil)
            if translated.code == .limitExceeded, !(error is RPCError) {
                #expect(translated.data?["limit"]?.string != nil, "\(translated)")
            }
        }
    }

    /// Error types that no method throws as they are.
    static let wrapped: [String: String] = [
        "ClientError": "thrown by clients",
        "EventBodyError": "in LedgerError.malformedEvent",
        "GzipError": "in DatasetReadingError.gzip",
        "JSONCanonicalError": "a real in a document of ours: a fault of the host",
        "LogFault": "in LedgerError.damaged",
        "MessageFault": "answered where messages are read",
        "ModelError": "a JSONDecodingError with the place in the specification",
        "SchemaError": "a schema of ours that is none: a test compiles them all",
        "SchemaViolation": "a JSONDecodingError with the place in the parameters",
        "SocketError": "before anything is served",
        "SpecificationError": "a JSONDecodingError with the place in the specification",
        "SystemError": "before anything is served",
        "TrainingLogError":
            "by readers of the text form of training logs, of which no method is one",
        "ZipError": "in TensorFormatError.archive",
    ]

    @Test func `every public error type of the lower modules is translated or known to be wrapped`()
        throws
    {
        let walked = Set(Self.thrown.map { "\(type(of: $0))" })
        let declared = try Self.declaredErrors()
        #expect(declared.count > 25)
        for error in declared where Self.wrapped[error.name] == nil {
            #expect(walked.contains(error.name), "\(error.path) declares \(error.name)")
        }
        let names = Set(declared.map(\.name))
        #expect(names.isSuperset(of: Self.wrapped.keys))
        #expect(names.isDisjoint(with: ["Error"]))
    }

    /// The public error types below the host, found by their declarations.
    private static func declaredErrors() throws -> [(name: String, path: String)] {
        let root = URL(filePath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Sources")
        let upper = ["Host/", "HostTesting/", "assay/", "EmbedSchemas"]
        let files = FileManager.default.enumerator(atPath: root.path)
        var found: [(name: String, path: String)] = []
        for path in files?.compactMap({ $0 as? String }) ?? [] where path.hasSuffix(".swift") {
            guard !upper.contains(where: { path.hasPrefix($0) }) else { continue }
            let bytes = try Data(contentsOf: root.appending(path: path))
            let text = String(decoding: bytes, as: UTF8.self)
            for match in text.matches(of: /public (?:enum|struct) (\w+): Error\b/) {
                found.append((String(match.output.1), path))
            }
        }
        return found
    }
}
