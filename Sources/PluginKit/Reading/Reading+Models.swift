package import Graphs
package import JSON
package import Tensors

extension JSONReader {
    /// A model's description, read off the threads that serve requests: to unroll a long loop takes
    /// seconds.
    ///
    /// - Throws: ``GraphError/unboundedLoop(node:)`` for a loop without a limit, wherever it is, and
    ///   `JSONDecodingError` for everything else that is wrong.
    package func asModel() async throws -> Model {
        if let name = Model.unboundedLoop(in: value) { throw GraphError.unboundedLoop(node: name) }
        return try await Computation.run { try self.decode() }
    }
}

extension JSONObjectReader {
    /// How many threads compute, and with which instructions: the parameters `threads` and
    /// `instructionSet`.
    package mutating func executionChoice() throws(JSONDecodingError) -> ExecutionChoice {
        let threads = try optionalInteger("threads", in: 1...256).map { Int($0) }
        guard let reader = optional("instructionSet") else {
            return ExecutionChoice(instructionSet: nil, threads: threads)
        }
        let name = try reader.string()
        guard let set = InstructionSet(rawValue: name) else {
            let known = InstructionSet.allCases.map { "\"\($0.name)\"" }.joined(separator: ", ")
            throw reader.failure(expected: "one of \(known)", got: "\"\(name.excerpt)\"")
        }
        return ExecutionChoice(instructionSet: set, threads: threads)
    }
}

/// What a caller says about how operators are carried out; none of it changes the bits.
package struct ExecutionChoice: Sendable {
    package let instructionSet: InstructionSet?
    package let threads: Int?

    /// The execution of a host, but for what was chosen.
    package func applied(to execution: Execution) throws(TensorError) -> Execution {
        try Execution(
            instructionSet: instructionSet ?? execution.instructionSet,
            threads: threads ?? execution.threads
        )
    }
}
