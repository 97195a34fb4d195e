import Digests
import Foundation
import Ledger
import Network
import PluginKit
import Testing

/// What an identity must remember between two events of its own.
@Suite struct NoteServiceTests {
    @Test func `a secret opens its commitment, also after a restart`() throws {
        let fixture = try Fixture()
        let ada = try fixture.identity("ada")
        let notes = NoteService(fixture.notes)
        let first = try notes.newSecret(of: ada)
        let second = try notes.newSecret(of: ada)
        #expect(first != second)
        let secret = try NoteService(try NoteStore(fixture.home)).secret(committedTo: first)
        #expect(secret.count == 32)
        #expect(Commitments.secret(secret) == first)
    }

    @Test func `a commitment that was made elsewhere cannot be opened`() throws {
        let fixture = try Fixture()
        let notes = NoteService(fixture.notes)
        let ada = try fixture.identity("ada")
        let strange = Fixture.digest("somebody else's")
        #expect(throws: ServiceError.self) { try notes.secret(committedTo: strange) }
        #expect(throws: ServiceError.self) { try notes.doubt(committedTo: strange, by: ada) }
        #expect(throws: ServiceError.self) { try notes.contribution(committedTo: strange, by: ada) }
    }

    @Test func `a secret whose file was altered is not handed out`() throws {
        let fixture = try Fixture()
        let notes = NoteService(fixture.notes)
        let commitment = try notes.newSecret(of: fixture.identity("ada"))
        try fixture.notes.write(Array(repeating: 0, count: 32), to: "secret-\(commitment.hex)")
        #expect(throws: ServiceError.self) { try notes.secret(committedTo: commitment) }
    }

    @Test func `a doubt comes back as it was committed to`() throws {
        let fixture = try Fixture()
        let ada = try fixture.identity("ada")
        let notes = NoteService(fixture.notes)
        for (segment, found) in [
            (Int64(3), ReplayFound.endHash(Fixture.digest("end"))),
            (nil, ReplayFound.distance(.max)),
        ] {
            let doubt = Doubt(
                target: .verdict(Fixture.task(1)),
                segment: segment,
                found: found
            )
            try notes.remember(doubt, by: ada)
            let commitment = doubt.commitment(by: ada.participant)
            let recalled = try notes.doubt(committedTo: commitment, by: ada)
            #expect(recalled.target == doubt.target)
            #expect(recalled.segment == segment)
            #expect(recalled.found == found)
            #expect(recalled.commitment(by: ada.participant) == commitment)
        }
    }

    @Test func `two commitments to the same thing differ, so that neither can be guessed`() throws {
        let fixture = try Fixture()
        let ada = try fixture.identity("ada")
        let grace = try fixture.identity("grace")
        let doubts = (0..<2).map { _ in
            Doubt(target: .verdict(Fixture.task(1)), segment: 1, found: .distance(5))
        }
        #expect(
            doubts[0].commitment(by: ada.participant) != doubts[1].commitment(by: ada.participant)
        )
        #expect(
            doubts[0].commitment(by: ada.participant) != doubts[0].commitment(by: grace.participant)
        )
    }

    @Test func `a contribution comes back as it was committed to`() throws {
        let fixture = try Fixture()
        let ada = try fixture.identity("ada")
        let notes = NoteService(fixture.notes)
        let draft = ContributionDraft(
            round: RoundID(Fixture.digest("round")),
            block: 7,
            content: ContributionContent(
                name: "größer \"7\"\n.npy",
                update: Fixture.digest("update"),
                samples: 10
            )
        )
        try notes.remember(draft, by: ada)
        let commitment = draft.commitment(by: ada.participant)
        let recalled = try notes.contribution(committedTo: commitment, by: ada)
        #expect(recalled.content == draft.content)
        #expect(recalled.block == 7)
        #expect(recalled.commitment(by: ada.participant) == commitment)
    }

    @Test func `what must stay secret can be read by its owner only`() throws {
        let fixture = try Fixture()
        let notes = NoteService(fixture.notes)
        let commitment = try notes.newSecret(of: fixture.identity("ada"))
        var status = stat()
        #expect(stat("\(fixture.home.path)/notes/secret-\(commitment.hex)", &status) == 0)
        #expect(status.st_mode & 0o777 == 0o600)
    }
}
