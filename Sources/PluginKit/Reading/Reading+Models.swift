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
    /// How many threads compute: the parameter `threads`.
    package mutating func optionalThreads() throws(JSONDecodingError) -> Int? {
        try optionalInteger("threads", in: 1...Int64(Execution.threadsMax)).map { Int($0) }
    }

    /// How many threads compute, and with which instructions: the parameters `threads` and
    /// `instructionSet`.
    package mutating func executionChoice() throws(JSONDecodingError) -> ExecutionChoice {
        var choice = ExecutionChoice(threads: try optionalThreads())
        guard let reader = optional("instructionSet") else { return choice }
        let name = try reader.string()
        guard let set = InstructionSet.available.first(where: { $0.name == name }) else {
            let known = InstructionSet.available.map { "\"\($0.name)\"" }.joined(separator: ", ")
            throw reader.failure(
                expected: "one of this machine's: \(known)",
                got: "\"\(name.excerpt)\""
            )
        }
        choice.instructionSet = set
        return choice
    }
}

/// What a caller says about how operators are carried out.
///
/// Only a perturbation changes the bits.
public struct ExecutionChoice: Sendable {
    var instructionSet: InstructionSet?
    let threads: Int?
    /// The seed of the order in which everything is added up.
    package var perturbation: UInt64?

    init(threads: Int?) {
        self.threads = threads
    }

    /// The execution of a host, but for what was chosen.
    package func applied(to execution: Execution) throws(TensorError) -> Execution {
        try Execution(
            instructionSet: instructionSet ?? execution.instructionSet,
            threads: threads ?? execution.threads,
            perturbation: perturbation ?? execution.perturbation
        )
    }
}
