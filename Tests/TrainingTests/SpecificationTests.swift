import Digests
import Graphs
import JSON
import Testing
import Training

struct SpecificationTests {
    private static let text = """
        {"batchSize":32,"checkpointInterval":10,"dataset":{"blob":"\(String(repeating: "a", count: 64))\
        ","classes":10,"features":64,"root":"\(String(repeating: "b", count: 64))","samples":1437},\
        "mode":"exact","model":{"input":64,"layers":[{"linear":64},{"relu":{}},{"linear":10}],\
        "loss":"crossEntropy"},"optimizer":{"sgd":{"learningRate":"0.05","momentum":"0.9"}},\
        "steps":1100,"targetLoss":"0.01","version":1}
        """

    @Test func `a specification is its canonical bytes`() throws {
        let bytes = Array(Self.text.utf8)
        let specification = try WorkSpecification(canonicalBytes: bytes)
        #expect(specification.canonicalBytes == bytes)
        #expect(specification.digest == Digest(sha256: bytes))
        #expect(specification.segmentCount == 110)
        #expect(specification.steps(ofSegment: 109) == 1090..<1100)
    }

    @Test func `another spelling of the same specification is refused`() {
        let spaced = Self.text.replacing(",\"steps\"", with: ", \"steps\"")
        #expect(throws: DocumentError.notCanonical) {
            try WorkSpecification(canonicalBytes: Array(spaced.utf8))
        }
    }

    /// Rows: what is replaced, by what, and where the fault is then.
    @Test(arguments: [
        ("\"steps\":1100", "\"steps\":0", "/steps"),
        ("\"steps\":1100,", "", "/steps"),
        ("\"steps\":1100", "\"steps\":\"1100\"", "/steps"),
        ("\"steps\":1100", "\"steps\":1100.0", "/steps"),
        ("\"checkpointInterval\":10", "\"checkpointInterval\":0", "/checkpointInterval"),
        ("\"batchSize\":32", "\"batchSize\":0", "/batchSize"),
        ("\"batchSize\":32", "\"batchSize\":2000", ""),
        ("\"checkpointInterval\":10", "\"checkpointInterval\":1101", ""),
        ("\"features\":64", "\"features\":65", ""),
        ("\"classes\":10", "\"classes\":11", ""),
        ("\"mode\":\"exact\"", "\"mode\":\"lax\"", "/mode"),
        ("0.05", "0", "/optimizer/sgd/learningRate"),
        ("0.05", "5e-2", "/optimizer/sgd/learningRate"),
        ("\"0.9\"", "\"1\"", "/optimizer/sgd/momentum"),
        ("\"0.9\"", "0.9", "/optimizer/sgd/momentum"),
        ("\"version\":1", "\"version\":2", "/version"),
        ("\"version\":1", "\"version\":1,\"zeal\":1", "/zeal"),
        ("\"root\":\"bb", "\"root\":\"BB", "/dataset/root"),
    ])
    func `a fault is named by its place`(old: String, new: String, pointer: String) throws {
        let json = try JSONValue(parsing: Self.text.replacing(old, with: new))
        let error = #expect(throws: JSONDecodingError.self) {
            try WorkSpecification(json: JSONReader(json))
        }
        #expect(error?.pointer == pointer, "\(new)")
    }

    @Test func `a tolerant run has short segments`() throws {
        let tolerant = Self.text.replacing("exact", with: "tolerant")
        _ = try WorkSpecification(canonicalBytes: Array(tolerant.utf8))
        let long = tolerant.replacing("Interval\":10", with: "Interval\":11")
        let error = #expect(throws: DocumentError.self) {
            try WorkSpecification(canonicalBytes: Array(long.utf8))
        }
        #expect(error.map { "\($0)".contains("every 10 steps") } == true)
    }

    @Test func `a model may tell more classes apart than there are, but not fewer`() throws {
        let task = try TinyTask()
        func fit(outputs: Int) throws -> WorkSpecification {
            try WorkSpecification(
                model: Model(input: 5, layers: [.linear(outputs: outputs)]),
                dataset: task.dataset.commitment,
                optimizer: task.specification.optimizer,
                batchSize: 7,
                steps: 30,
                checkpointInterval: 10
            )
        }
        #expect(try fit(outputs: 4).model.classes == 4)
        #expect(throws: SpecificationError.classes(model: 2, dataset: 3)) { try fit(outputs: 2) }
    }

    @Test func `a specification with too many checkpoints is refused`() throws {
        let base = try WorkSpecification(canonicalBytes: Array(Self.text.utf8))
        #expect(throws: SpecificationError.segments(100_000)) {
            try WorkSpecification(
                model: base.model,
                dataset: base.dataset,
                optimizer: base.optimizer,
                batchSize: 32,
                steps: 100_000,
                checkpointInterval: 1
            )
        }
    }

    @Test func `the estimate is the step's work times the steps`() throws {
        let specification = try WorkSpecification(canonicalBytes: Array(Self.text.utf8))
        let step = try specification.stepWork()
        #expect(try specification.workEstimate() == step.repeated(1100))
        #expect(step.parameters == 4810)
    }

    @Test func `seeds differ by task, solver and beacon, the initial one by task set`() {
        let digests = (0..<4).map { Digest(sha256: [$0]) }
        func seeds(
            _ set: Int = 0,
            _ task: Int = 0,
            solver: UInt8 = 0,
            _ beacon: Int = 0
        ) -> RunSeeds {
            RunSeeds(
                taskSet: digests[set],
                task: digests[task],
                solver: Array(repeating: solver, count: 32),
                beacon: digests[beacon]
            )
        }
        let base = seeds()
        #expect(seeds(1).initial != base.initial)
        #expect(seeds(1).order == base.order)
        #expect(seeds(0, 1).order != base.order)
        #expect(seeds(0, 1).initial == base.initial)
        #expect(seeds(solver: 1).order != base.order)
        #expect(seeds(solver: 1).initial == base.initial)
        #expect(seeds(0, 0, 1).order != base.order)
        #expect(seeds(0, 0, 1).initial != base.initial)
    }
}
