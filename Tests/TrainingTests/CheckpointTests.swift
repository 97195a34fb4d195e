import Digests
import Graphs
import Tensors
import Testing
import Training

struct CheckpointTests {
    private let task: TinyTask
    private let checkpoint: Checkpoint

    init() throws {
        task = try TinyTask()
        var trainer = try task.trainer()
        _ = try trainer.runSegment(to: 10)
        checkpoint = try Checkpoint(of: trainer.state, model: task.model)
    }

    private func file() throws -> Safetensors { try Safetensors(parsing: checkpoint.bytes) }

    @Test func `a checkpoint reads back as the state that it was made of`() throws {
        let again = try Checkpoint(bytes: checkpoint.bytes, model: task.model)
        #expect(again.digest == checkpoint.digest)
        #expect(again.state.step == 10)
        #expect(again.state.variables.map(\.elements) == checkpoint.state.variables.map(\.elements))
    }

    @Test func `momentum and step are part of the bytes`() throws {
        let names = try file().arrays.keys.sorted()
        #expect(
            names == [
                "layers.0.bias", "layers.0.weight", "layers.2.bias", "layers.2.weight",
                "momentum.layers.0.bias", "momentum.layers.0.weight", "momentum.layers.2.bias",
                "momentum.layers.2.weight", "step",
            ]
        )
    }

    @Test func `training goes on from a checkpoint in the same bits`() throws {
        var undisturbed = try task.trainer()
        _ = try undisturbed.runSegment(to: 30)
        var resumed = try task.trainer()
        resumed.restore(try Checkpoint(bytes: checkpoint.bytes, model: task.model).state)
        _ = try resumed.runSegment(to: 30)
        #expect(
            try Checkpoint(of: resumed.state, model: task.model).digest
                == Checkpoint(of: undisturbed.state, model: task.model).digest
        )
    }

    @Test func `bytes that are cut short are refused, wherever`() {
        for length in stride(from: 0, to: checkpoint.bytes.count, by: 37) {
            #expect(throws: StateError.self) {
                try Checkpoint(bytes: Array(checkpoint.bytes[..<length]), model: task.model)
            }
        }
    }

    @Test func `a file that is not this model's state is refused by name`() throws {
        func expect(_ error: StateError, _ change: (inout Safetensors) throws -> Void) throws {
            var file = try file()
            try change(&file)
            #expect(throws: error) {
                try Checkpoint(bytes: file.serialized(), model: task.model)
            }
        }
        try expect(.missing(name: "momentum.layers.0.bias")) {
            $0.arrays["momentum.layers.0.bias"] = nil
        }
        try expect(.missing(name: "step")) { $0.arrays["step"] = nil }
        try expect(.unknown(name: "code")) { $0.arrays["code"] = $0.arrays["step"] }
        try expect(.step(-1)) { $0.arrays["step"] = try NumericArray([-1]) }
        try expect(.shape(name: "step", got: [2], expected: [1])) {
            $0.arrays["step"] = try NumericArray([1, 2])
        }
        try expect(.type(name: "layers.2.bias")) {
            $0.arrays["layers.2.bias"] = try NumericArray([1, 2, 3])
        }
        try expect(.shape(name: "layers.2.bias", got: [4], expected: [3])) {
            $0.arrays["layers.2.bias"] = NumericArray(try Tensor([1, 2, 3, 4]))
        }
        try expect(.notFinite(name: "layers.2.bias")) {
            $0.arrays["layers.2.bias"] = NumericArray(try Tensor([1, .nan, 3]))
        }
        try expect(.notCanonical) { $0.metadata["author"] = "nobody" }
    }

    @Test func `a published model is its parameters alone`() throws {
        let file = try ModelFile(
            parameters: checkpoint.state.parameters,
            model: task.model
        )
        let again = try ModelFile(bytes: file.bytes, model: task.model)
        #expect(again.digest == file.digest)
        #expect(try Safetensors(parsing: file.bytes).arrays.count == 4)
        #expect(throws: StateError.unknown(name: "momentum.layers.0.bias")) {
            try ModelFile(bytes: checkpoint.bytes, model: task.model)
        }
    }
}
