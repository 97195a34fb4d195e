import Tensors

/// A program with memory of its own, its nodes ready to be run there.
///
/// SAFETY: it never changes. Its kernels are closures, which are not `Sendable`, but write to the
/// ``RunMemory`` alone, and are called only by the one ``ProgramRunner`` that holds this, as is said
/// there.
final class PreparedProgram: @unchecked Sendable {
    let memory: RunMemory
    /// What runs each node.
    let kernels: [KernelCall.Kernel]

    init(_ program: Program, on execution: Execution) {
        let memory = RunMemory(program: program, threads: execution.threads)
        self.memory = memory
        kernels = program.graph.nodes.map { node in
            KernelCall(node, of: program, in: memory, on: execution).prepared()
        }
    }
}
