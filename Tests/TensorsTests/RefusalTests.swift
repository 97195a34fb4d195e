import Tensors
import Testing

/// Wrong requests get a typed error and a sentence, never a crash.
@Suite struct RefusalTests {
    @Test func `shapes that cannot be are refused`() {
        #expect(throws: TensorError.shapeInvalid(dimensions: [-1, 2])) { try Shape([-1, 2]) }
        #expect(throws: TensorError.shapeInvalid(dimensions: [Int](repeating: 1, count: 9))) {
            try Shape([Int](repeating: 1, count: 9))
        }
        #expect(throws: TensorError.shapeTooLarge(dimensions: [.max, .max])) {
            try Shape([.max, .max])
        }
        // A zero does not excuse sizes that overflow without it.
        #expect(throws: TensorError.shapeTooLarge(dimensions: [0, .max, .max])) {
            try Shape([0, .max, .max])
        }
        #expect(throws: TensorError.shapeTooLarge(dimensions: [1 << 15, 1 << 16])) {
            try Shape([1 << 15, 1 << 16])
        }
    }

    @Test func `shapes count their elements`() throws {
        #expect(try Shape([]).elementCount == 1)
        #expect(try Shape([3, 0, 5]).elementCount == 0)
        #expect(try Shape([3, 4]).elementCount == 12)
        #expect(try Shape([128, 10]).description == "[128, 10]")
    }

    @Test func `elements must be as many as the shape says`() {
        #expect(throws: TensorError.elementCountMismatch(expected: 6, got: 5)) {
            try Tensor(rows: 2, columns: 3, elements: [1, 2, 3, 4, 5])
        }
    }

    @Test func `executions ask for what there is`() throws {
        for threads in [-1, 0, Execution.threadsMax + 1] {
            #expect(throws: TensorError.threadsOutOfRange(threads)) {
                try Execution(threads: threads)
            }
        }
        #expect(throws: TensorError.instructionSetUnknown(name: "sse9")) {
            try InstructionSet.selected(by: "sse9")
        }
        #expect(try InstructionSet.selected(by: "portable") == .portable)
        #expect(try InstructionSet.selected(by: nil) == .best)
        #expect(InstructionSet.available.contains(.portable))
        #expect(InstructionSet.available.contains(.best))
        #expect(Execution.standard.instructionSet == .best)
    }

    static let missing = InstructionSet.allCases.filter { !$0.isAvailable }

    @Test(.enabled(if: !missing.isEmpty, "this machine has every instruction set"))
    func `an instruction set that the machine lacks is refused by name`() {
        for set in Self.missing {
            #expect(throws: TensorError.instructionSetUnavailable(set)) {
                try Execution(instructionSet: set)
            }
            #expect(throws: TensorError.instructionSetUnavailable(set)) {
                try InstructionSet.selected(by: set.name)
            }
        }
    }

    @Test func `every error is a sentence`() {
        let unavailable = TensorError.instructionSetUnavailable(.avx512).description
        #expect(
            unavailable == "this machine lacks the instruction set avx512; "
                + "\(InstructionSet.best) is the best that it has"
        )
        #expect(
            TensorError.instructionSetUnknown(name: "sse9").description
                == "no instruction set is called \"sse9\"; there are portable, avx2, avx512"
        )
        #expect(
            TensorError.labelOutOfRange(row: 3, label: 10, classes: 10).description
                == "row 3 has the label 10, which is not one of the 10 classes"
        )
    }

    @Test func `shapes that do not fit are refused`() throws {
        let matrix = try Fixture.matrix(2, 3, seed: 1)
        let other = try Fixture.matrix(3, 2, seed: 1)
        #expect(throws: TensorError.self) { try matrix.adding(other, on: .standard) }
        let error = #expect(throws: TensorError.self) {
            try matrix.adding(other, scaledBy: 2, on: .standard)
        }
        #expect(
            "\(try #require(error))"
                == "an addition needs two tensors of one shape, but got [2, 3] and [3, 2]"
        )
        #expect(throws: TensorError.elementCountMismatch(expected: 4, got: 6)) {
            try matrix.reshaped(to: Shape([4]))
        }
    }
}
