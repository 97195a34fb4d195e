import Tensors

/// A program with memory of its own, its nodes ready to be run there.
///
/// SAFETY: as ``RunMemory``, to which alone the kernels write.
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
