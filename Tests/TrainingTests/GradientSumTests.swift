import Graphs
import JSON
import Tensors
import Testing
import Training

struct GradientSumTests {
    private let task: TinyTask
    private let state: ModelState

    init() throws {
        task = try TinyTask(samples: 600, batchSize: 20)
        state = try ModelState(model: task.model, seed: task.seeds.initial)
    }

    private func sum(_ samples: [Int], on execution: Execution = .standard) throws -> GradientSum {
        try GradientSum(
            of: samples,
            in: task.dataset.dataset,
            model: task.model,
            parameters: state.parameters,
            execution: execution
        )
    }

    @Test func `a sum is the sum of its samples' gradients`() throws {
        let together = try sum([3, 5, 8])
        let single = try [3, 5, 8].map { try sum([$0]).vector }
        for (index, value) in together.vector.enumerated() {
            let expected = single.reduce(0) { $0 + $1[index] }
            #expect(abs(value - expected) < 1e-6)
        }
        #expect(together.sampleCount == 3)
    }

    @Test func `more samples than a block are summed block by block`() throws {
        let all = try sum(Array(0..<600))
        let blocks = try [0..<256, 256..<512, 512..<600].map { try sum(Array($0)).vector }
        for (index, value) in all.vector.enumerated() {
            #expect(value == blocks[0][index] + blocks[1][index] + blocks[2][index])
        }
    }

    @Test func `descending locally leads, by the sum handed in, to where the author got`() throws {
        let rate = try #require(DecimalNumber("0.25"))
        let local = try #require(LocalDescent(steps: 3, learningRate: rate))
        let samples = Array(0..<8)
        let sum = try GradientSum(
            of: samples,
            in: task.dataset.dataset,
            model: task.model,
            parameters: state.parameters,
            local: local,
            execution: .standard
        )
        var walked = state.parameters
        for _ in 0..<3 {
            let gradient = try GradientSum(
                of: samples,
                in: task.dataset.dataset,
                model: task.model,
                parameters: walked,
                execution: .standard
            )
            for index in walked.indices {
                walked[index] = try walked[index].adding(
                    gradient.gradients[index],
                    scaledBy: -0.25 / 8,
                    on: .standard
                )
            }
        }
        for (index, end) in walked.enumerated() {
            for (coordinate, value) in end.elements.enumerated() {
                let start = state.parameters[index].elements[coordinate]
                let reached = start - 0.25 / 8 * sum.gradients[index].elements[coordinate]
                #expect(abs(reached - value) < 1e-6)
            }
        }
        #expect(LocalDescent(steps: 0, learningRate: rate) == nil)
        #expect(LocalDescent(steps: 10_001, learningRate: rate) == nil)
    }

    @Test func `a judge recomputes a contribution bit by bit`() throws {
        let bytes = try sum(Array(100..<150)).canonicalBytes(model: task.model)
        for set in InstructionSet.available {
            for threads in 1...2 {
                let again = try sum(
                    Array(100..<150),
                    on: Execution(instructionSet: set, threads: threads)
                )
                #expect(try again.canonicalBytes(model: task.model) == bytes)
            }
        }
        let read = try GradientSum(canonicalBytes: bytes, model: task.model)
        #expect(read.vector == (try sum(Array(100..<150)).vector))
        #expect(read.sampleCount == 50)
    }

    @Test func `samples that are not there are refused`() {
        #expect(throws: TrainingError.dataset(.noSuchSample(600, samples: 600))) {
            try sum([0, 600])
        }
        #expect(throws: TrainingError.dataset(.empty)) { try sum([]) }
    }

    @Test func `bytes that are no contribution are refused`() throws {
        let bytes = try sum([1]).canonicalBytes(model: task.model)
        #expect(throws: StateError.self) {
            try GradientSum(canonicalBytes: Array(bytes.dropLast()), model: task.model)
        }
        var file = try Safetensors(parsing: bytes)
        file.arrays["sampleCount"] = try NumericArray([0])
        #expect(throws: StateError.sampleCount(0)) {
            try GradientSum(canonicalBytes: file.serialized(), model: task.model)
        }
        file.arrays["sampleCount"] = nil
        #expect(throws: StateError.missing(name: "sampleCount")) {
            try GradientSum(canonicalBytes: file.serialized(), model: task.model)
        }
    }
}
