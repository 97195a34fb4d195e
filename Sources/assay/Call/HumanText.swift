import JSON

/// Lays a JSON value out for people: members in two columns, lists of alike objects as tables.
struct HumanText {
    /// The columns that there are; nothing where lines may be of any length.
    let width: Int?

    private static let gap = "  "

    /// The value as lines, without a newline at the end.
    func text(of value: JSONValue) -> String {
        lines(of: value, width: width ?? .max).joined(separator: "\n")
    }

    /// Words on one line that fits: long hashes lose their ends first, then the line its own.
    func line(of words: [String]) -> String {
        let line = words.joined(separator: Self.gap)
        guard let width, line.count > width else { return line }
        let short = words.map(Self.withShortHashes).joined(separator: Self.gap)
        return short.count > width ? String(short.prefix(width - 1)) + "…" : short
    }

    /// The text with the first digits of each number that has as many of them as a hash.
    private static func withShortHashes(_ text: String) -> String {
        text.replacing(/[0-9a-f]{64,}/) { $0.output.prefix(8) + "…" }
    }

    /// A scalar, or a short list of them, on one line; nothing for what takes more.
    func inline(_ value: JSONValue) -> String? {
        switch value {
        case .null: return "-"
        case .string(let text): return Self.printable(text)
        case .bool, .integer, .real: return value.text
        case .array(let elements):
            guard !elements.isEmpty else { return "none" }
            let scalars = elements.filter { $0.object == nil && $0.array == nil }
            let words = scalars.compactMap(inline)
            guard words.count == elements.count else { return nil }
            return words.joined(separator: ", ")
        case .object(let object): return object.isEmpty ? "none" : nil
        }
    }

    private func lines(of value: JSONValue, width: Int) -> [String] {
        if let inline = inline(value) {
            guard case .array(let elements) = value, inline.count > width else { return [inline] }
            return elements.compactMap(self.inline)
        }
        switch value {
        case .object(let object): return lines(of: object, width: width)
        case .array(let elements):
            if let table = table(of: elements), table.allSatisfy({ $0.count <= width }) {
                return table
            }
            return elements.flatMap { element in
                indented(lines(of: element, width: width - 2), first: "- ")
            }
        case .null, .bool, .integer, .real, .string: return []
        }
    }

    /// Members below one another; what takes more than a line stands indented below its name.
    private func lines(of object: JSONObject, width: Int) -> [String] {
        let names = object.map { (Self.printable($0.name), $0.value) }
        let column = names.filter { inline($0.1) != nil }.map(\.0.count).max() ?? 0
        return names.flatMap { name, value -> [String] in
            let room = width - column - Self.gap.count
            if let word = inline(value), word.count <= room || value.array == nil {
                return [Self.padded(name, to: column) + Self.gap + word]
            }
            return [name] + indented(lines(of: value, width: width - 2), first: "  ")
        }
    }

    /// A line a row under a line of names; nothing where the elements are not alike.
    private func table(of elements: [JSONValue]) -> [String]? {
        guard let names = elements.first?.object?.names else { return nil }
        var rows: [[String]] = [names.map(Self.printable)]
        var isNumeric = names.map { _ in true }
        for element in elements {
            guard let object = element.object, object.names == names else { return nil }
            let cells = names.compactMap { object[$0].flatMap(inline) }
            guard cells.count == names.count else { return nil }
            for (index, name) in names.enumerated() where object[name]?.number == nil {
                isNumeric[index] = false
            }
            rows.append(cells)
        }
        let widths = names.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            let cells = row.enumerated().map { index, cell in
                isNumeric[index]
                    ? String(repeating: " ", count: widths[index] - cell.count) + cell
                    : Self.padded(cell, to: widths[index])
            }
            let line = cells.joined(separator: Self.gap)
            return String(line.reversed().drop { $0 == " " }.reversed())
        }
    }

    private func indented(_ lines: [String], first: String) -> [String] {
        lines.enumerated().map { ($0 == 0 ? first : "  ") + $1 }
    }

    private static func padded(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }

    /// The text with every control character written out: what others have written must not be
    /// able to drive the reader's terminal.
    static func printable(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isControl) else { return text }
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case let scalar where isControl(scalar):
                result += "\\u{\(String(scalar.value, radix: 16))}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }
}
