import Network
import Testing

/// A table written as text: aligned columns, a name above each; `.` leaves a column as it is in the
/// good event, so that each row shows the one thing that is different.
struct Row {
    let number: Int
    private let cells: [String: String]

    static func table(_ text: String) -> [Row] {
        let lines = text.split(separator: "\n").map { line in
            line.split(separator: " ").map(String.init)
        }
        guard let names = lines.first else { return [] }
        return lines.dropFirst().enumerated().map { offset, cells in
            precondition(cells.count == names.count, "row \(offset + 1) has \(cells.count) cells")
            return Row(
                number: offset + 1,
                cells: Dictionary(uniqueKeysWithValues: zip(names, cells))
            )
        }
    }

    /// The text of a column, or what stands in the good event.
    func text(_ name: String, _ usual: String) -> String {
        guard let cell = cells[name] else { preconditionFailure("no column \(name)") }
        return cell == "." ? usual : cell
    }

    /// The number of a column, or what stands in the good event; `max` is the largest there is.
    func int(_ name: String, _ usual: Int64) -> Int64 {
        let text = text(name, "\(usual)")
        if text == "max" { return .max }
        guard let number = Int64(text) else { preconditionFailure("\(text) is no number") }
        return number
    }

    /// What the row expects: `ok` or the name of a refusal's reason.
    var expected: String { text("expected", "ok") }
}

extension World {
    /// Checks one row; appending what is refused must leave all but the head as it is.
    mutating func check(
        _ row: Row,
        _ author: String,
        _ payload: Payload,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let got = refusal(author, payload)
        #expect(got == row.expected, "row \(row.number)", sourceLocation: sourceLocation)
        guard row.expected != "ok" else { return }
        let before = network.contentHash
        if case .applied = append(author, payload) {
            Issue.record("row \(row.number) was applied", sourceLocation: sourceLocation)
        }
        #expect(network.contentHash == before, "row \(row.number)", sourceLocation: sourceLocation)
    }
}
