import Digests
import JSON
import Network
import Testing

struct EventBodyTests {
    @Test func `an event reads back as it was written`() throws {
        let author = ParticipantID(Digest(sha256: [1]))
        let body = EventBody(
            author: author,
            sequence: 1,
            seen: LogHead(position: 0, chain: Digest(sha256: [2])),
            payload: .participantJoin(ParticipantJoin(name: "Ada"))
        )
        #expect(try EventBody(canonical: body.canonicalBytes()) == body)
    }
}
