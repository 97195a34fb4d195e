import JSON

/// The names in a description of a graph, as far as it has been read.
struct NodeScope {
    /// What nodes may read.
    private(set) var known: Set<String>
    /// What nothing may be called any more, be it known here or not.
    var taken: Set<String>
    /// The nodes so far, those within loops too.
    var nodeCount = 0
    /// What nodes may read, for people.
    let readable: String
    /// Whether outputs after a node's first are known by their numbers: `name.1`.
    let hasNumberedOutputs: Bool

    init(given: some Collection<String>, readable: String, hasNumberedOutputs: Bool) {
        known = Set(given)
        taken = known
        self.readable = readable
        self.hasNumberedOutputs = hasNumberedOutputs
    }

    /// Makes a value known.
    mutating func insert(_ name: String) {
        known.insert(name)
        taken.insert(name)
    }

    /// Reads a name that nothing has yet.
    func newName(_ reader: JSONReader) throws(JSONDecodingError) -> String {
        let name = try reader.string()
        guard !taken.contains(name) else {
            throw reader.failure(expected: "a name that nothing has yet", got: "\"\(name)\"")
        }
        guard (1...GraphDescription.nameByteCountMax).contains(name.utf8.count) else {
            throw reader.failure(
                expected: "a name of 1 to \(GraphDescription.nameByteCountMax) bytes",
                got: "\"\(name.excerpt)\""
            )
        }
        return name
    }

    /// Reads the name of a value that is known.
    func knownName(_ reader: JSONReader) throws(JSONDecodingError) -> String {
        let name = try reader.string()
        let isNumbered = hasNumberedOutputs && name.nodeOfOutput.map(known.contains) == true
        guard known.contains(name) || isNumbered else {
            let similar = name.similar(among: known).first.map { "; perhaps \"\($0)\"" } ?? ""
            throw reader.failure(
                expected: "the name of \(readable)\(similar)",
                got: "\"\(name.excerpt)\""
            )
        }
        return name
    }

    /// Reads names of values that are known.
    func knownNames(_ reader: JSONReader) throws(JSONDecodingError) -> [String] {
        var names: [String] = []
        for element in try reader.elements(count: 0...GraphDescription.valuesMax) {
            names.append(try knownName(element))
        }
        return names
    }
}

extension String {
    /// The node's name in `name.1`.
    fileprivate var nodeOfOutput: String? {
        guard let dot = lastIndex(of: "."), Int(self[index(after: dot)...]) != nil else {
            return nil
        }
        return String(self[..<dot])
    }
}
