import Digests
import JSON
import Network

/// One of two sealed results before it is shown (rule C3).
struct SealedResult: JSONEncodable, JSONDecodable {
    let result: RunResult
    /// Whether it is the one that is wrong on purpose.
    let isPlanted: Bool
    /// What keeps the commitment from being guessed.
    let salt: [UInt8]

    /// A result with a salt of its own.
    init(_ result: RunResult, isPlanted: Bool) {
        self.result = result
        self.isPlanted = isPlanted
        salt = NoteService.randomBytes()
    }

    /// Reads a note.
    init(json: JSONReader) throws(JSONDecodingError) {
        var fields = try json.object()
        result = try fields.required("result").decode()
        isPlanted = try fields.required("isPlanted").bool()
        salt = try fields.salt()
        try fields.finish()
    }

    /// The note.
    var json: JSONValue {
        [
            "result": result.json,
            "isPlanted": .bool(isPlanted),
            "salt": .string(Hexadecimal.text(of: salt)),
        ]
    }

    /// What the solver commits to.
    func commitment(by solver: ParticipantID) -> Digest {
        Commitments.result(result, salt: salt, solver: solver)
    }
}

extension NoteService {
    /// Remembers a result until it is shown.
    func remember(_ sealed: SealedResult, by identity: Identity) throws {
        try remember(sealed, committedTo: sealed.commitment(by: identity.participant))
    }
}
