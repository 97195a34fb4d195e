/// What differs between two texts, line by line, with some lines around it.
enum LineDifference {
    /// How many lines that are alike are shown around those that differ.
    private static let context = 3

    /// Lines of the old text behind `-`, of the new one behind `+`, of both behind a blank.
    static func text(from old: String, to new: String) -> String {
        let old = old.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        let new = new.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        let difference = new.difference(from: old)
        var removed: Set<Int> = []
        var inserted: Set<Int> = []
        for change in difference {
            switch change {
            case .remove(let offset, _, _): removed.insert(offset)
            case .insert(let offset, _, _): inserted.insert(offset)
            }
        }
        var lines: [(text: String, differs: Bool)] = []
        var index = (old: 0, new: 0)
        while index.old < old.count || index.new < new.count {
            if removed.contains(index.old) {
                lines.append(("-\(old[index.old])", true))
                index.old += 1
            } else if inserted.contains(index.new) {
                lines.append(("+\(new[index.new])", true))
                index.new += 1
            } else {
                lines.append((" \(old[index.old])", false))
                index = (index.old + 1, index.new + 1)
            }
        }
        return shown(lines).joined(separator: "\n")
    }

    /// The lines near a difference, with a mark where others were left out.
    private static func shown(_ lines: [(text: String, differs: Bool)]) -> [String] {
        var result: [String] = []
        var last = -1
        for index in lines.indices {
            let near = max(0, index - context)...min(lines.count - 1, index + context)
            guard near.contains(where: { lines[$0].differs }) else { continue }
            if index > last + 1 { result.append("@@ line \(index + 1) @@") }
            result.append(lines[index].text)
            last = index
        }
        return result
    }
}
