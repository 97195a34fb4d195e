import Tensors

/// Where the values of a graph lie in one block of memory.
///
/// A value has its place from the node that computes it to the last that reads it; then others have
/// it, and an element-wise operator writes where it has read. Constants and gradients that are added
/// up keep theirs.
package struct MemoryPlan: Sendable {
    /// Where each value begins, in elements; nothing for values that lie elsewhere.
    package private(set) var offsets: [Int?]
    /// The elements of the whole block.
    package private(set) var elementCount = 0

    /// Values begin at multiples of this many elements: 64 bytes, as the widest vectors have it.
    private static let alignment = 16

    /// Places that are free, in ascending order, none next to another.
    private var free: [Range<Int>] = []

    /// Finds a place for each value that does not come from outside; the kept ones stay readable
    /// after the last node.
    package init(graph: Graph, keeping kept: Set<Graph.ValueID>) {
        offsets = Array(repeating: nil, count: graph.values.count)
        let lasting = Set(kept.map { graph.storage(of: $0) })
        for (index, value) in graph.values.enumerated() where value.isLasting {
            place(index, value.shape)
        }
        let releases = Self.releases(of: graph, keeping: lasting)
        for (node, released) in zip(graph.nodes, releases) {
            var released = released
            // The largest first: a small one must not take the place that a large one would fill.
            var outputs = node.outputs.filter { graph.storage(of: $0) == $0 }
            if let replaced = graph.replaced(by: node),
                let place = released.firstIndex(of: replaced)
            {
                released.remove(at: place)
                offsets[outputs.removeFirst().index] = offsets[replaced.index]
            }
            for output in outputs.sorted(by: { graph.size(of: $0) > graph.size(of: $1) }) {
                place(output.index, graph.shape(of: output))
            }
            for value in released { release(value.index, graph.shape(of: value)) }
        }
        for (index, value) in graph.values.enumerated() {
            if let original = value.original { offsets[index] = offsets[original.index] }
        }
    }

    /// The bytes of the whole block.
    package var byteCount: Int64 { Int64(4 * elementCount) }

    /// For each node, the values whose memory nobody reads after it.
    private static func releases(
        of graph: Graph,
        keeping kept: Set<Graph.ValueID>
    ) -> [[Graph.ValueID]] {
        var seen = kept
        var releases: [[Graph.ValueID]] = []
        for node in graph.nodes.reversed() {
            let values = (node.inputs + node.outputs).map { graph.storage(of: $0) }
            releases.append(
                values.filter { value in
                    graph.role(of: value) == .computed && seen.insert(value).inserted
                }
            )
        }
        return releases.reversed()
    }

    private static func size(_ shape: Shape) -> Int {
        (shape.elementCount + alignment - 1) / alignment * alignment
    }

    /// Takes the smallest free place that is large enough, or makes the block larger.
    private mutating func place(_ index: Int, _ shape: Shape) {
        let size = Self.size(shape)
        let fitting = free.indices.filter { free[$0].count >= size }
        guard let best = fitting.min(by: { free[$0].count < free[$1].count }) else {
            var start = elementCount
            if let last = free.last, last.upperBound == elementCount {
                start = last.lowerBound
                free.removeLast()
            }
            offsets[index] = start
            elementCount = start + size
            return
        }
        offsets[index] = free[best].lowerBound
        free[best] = free[best].lowerBound + size..<free[best].upperBound
        if free[best].isEmpty { free.remove(at: best) }
    }

    private mutating func release(_ index: Int, _ shape: Shape) {
        guard let start = offsets[index], shape.elementCount > 0 else { return }
        var range = start..<start + Self.size(shape)
        var place = free.firstIndex { $0.lowerBound > start } ?? free.count
        if place < free.count, free[place].lowerBound == range.upperBound {
            range = range.lowerBound..<free[place].upperBound
            free.remove(at: place)
        }
        if place > 0, free[place - 1].upperBound == range.lowerBound {
            place -= 1
            range = free[place].lowerBound..<range.upperBound
            free.remove(at: place)
        }
        free.insert(range, at: place)
    }
}

extension Graph.Value {
    /// Whether the value lies in the block as long as the block is there.
    fileprivate var isLasting: Bool {
        switch role {
        case .constant, .accumulated, .features, .labels, .input: true
        case .parameter, .slot, .computed: false
        }
    }
}

extension Graph {
    /// The value whose memory the first output of a node may take.
    fileprivate func replaced(by node: Node) -> ValueID? {
        guard let input = node.operator.kind.line.replaced else { return nil }
        let value = storage(of: node.inputs[input])
        // What the node reads in other places too must stay as it is.
        guard node.inputs.count(where: { storage(of: $0) == value }) == 1 else { return nil }
        return value
    }

    fileprivate func size(of value: ValueID) -> Int { shape(of: value).elementCount }
}
