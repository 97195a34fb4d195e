/// A graph that is run again and again, at most a stated number of times.
///
/// The limit is what makes the work of a graph finite and its fee computable, so there is no loop
/// without one.
public struct Loop: Sendable {
    /// A name for people.
    public let name: String
    /// The most repetitions.
    public let limit: Int64
    /// What is repeated.
    public let body: TrainingStep

    /// Takes a loop, or refuses it by name when its limit is missing or below one.
    public init(name: String, limit: Int64?, body: TrainingStep) throws(GraphError) {
        guard let limit, limit >= 1 else { throw .unboundedLoop(node: name) }
        self.name = name
        self.limit = limit
        self.body = body
    }

    /// The work of all repetitions, by unrolling.
    public func workEstimate() throws(GraphError) -> Work {
        guard let work = body.work.repeated(limit) else { throw .workOverflow(node: name) }
        return work
    }
}
