internal import Digests
internal import Foundation
internal import GRDB
internal import JSON
internal import Network

// Effects. Those on record are read again as they were written, or the file is damaged.
extension LogDatabase {
    /// Adds what the entry at a position did to an open transaction.
    static func insert(_ effects: [Effect], at position: Position, into db: Database) throws {
        for (ordinal, effect) in effects.enumerated() {
            try db.cachedStatement(sql: "INSERT INTO effects VALUES (?, ?, ?)")
                .execute(arguments: [position, ordinal, effect.json.text])
            for subject in Set(effect.subjects) {
                try db.cachedStatement(sql: "INSERT INTO subjects VALUES (?, ?, ?, ?)")
                    .execute(arguments: [subject.kind, subject.name, position, ordinal])
            }
        }
    }

    /// The effects of the entry at a position, as they are on record.
    static func effectTexts(at position: Position, in db: Database) throws -> [String] {
        try String.fetchAll(
            db.cachedStatement(
                sql: "SELECT effect FROM effects WHERE position = ? ORDER BY ordinal"
            ),
            arguments: [position]
        )
    }

    /// The effects of the entry at a position.
    static func effects(at position: Position, in db: Database) throws -> [Effect] {
        try effectTexts(at: position, in: db).map { try effect($0, at: position) }
    }

    /// What happened to a subject from a position on.
    static func effects(
        on subject: Subject,
        from position: Position,
        count: Int,
        in db: Database
    ) throws -> [RecordedEffect] {
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT position, event, effect
                FROM subjects JOIN effects USING (position, ordinal) JOIN entries USING (position)
                WHERE kind = ? AND subject = ? AND position >= ?
                ORDER BY position, ordinal LIMIT ?
                """,
            arguments: [subject.kind, subject.name, position, count]
        )
        return try Array(
            rows.map { row in
                let position: Position = try row.decode(atIndex: 0)
                return RecordedEffect(
                    position: position,
                    event: try digest(Array(row.decode(Data.self, atIndex: 1)), at: position),
                    effect: try effect(row.decode(atIndex: 2), at: position)
                )
            }
        )
    }

    /// Says whether an effect can be found by one of its subjects.
    static func isRecorded(
        _ subject: Subject,
        at position: Position,
        ordinal: Int,
        in db: Database
    ) throws -> Bool {
        let count = try Int.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT count(*) FROM subjects
                    WHERE kind = ? AND subject = ? AND position = ? AND ordinal = ?
                    """
            ),
            arguments: [subject.kind, subject.name, position, ordinal]
        )
        return count == 1
    }

    /// How many subjects are on record for the effects of all entries up to a position.
    static func subjectCount(through last: Position, in db: Database) throws -> Int {
        let sql = "SELECT count(*) FROM subjects WHERE position <= ?"
        return try Int.fetchOne(db, sql: sql, arguments: [last]) ?? 0
    }

    private static func effect(_ text: String, at position: Position) throws -> Effect {
        do {
            return try Effect(json: JSONReader(JSONValue(parsing: text)))
        } catch {
            throw LogFault(position: position, kind: .effects)
        }
    }
}
