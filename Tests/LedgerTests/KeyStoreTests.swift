import Digests
import Glibc
import Ledger
import Network
import TestDirectories
import Testing

@Suite struct KeyStoreTests {
    let directory: TemporaryDirectory
    let home: Home
    let keys: KeyStore

    init() throws {
        directory = try TemporaryDirectory()
        home = try Home(directory.file("home"))
        keys = try KeyStore(home)
    }

    private func path(_ name: String) -> String { "\(home.keysPath)/\(name).key" }

    @Test func `a created key is private and is read back as it was`() throws {
        let made = try keys.create("default")
        let read = try KeyStore(home).key(named: "default")
        #expect(read.participant == made.participant)
        #expect(read.name == "default")
        #expect(mode(of: path("default")) == 0o600)
        #expect(mode(of: home.keysPath) == 0o700)

        let signature = made.sign([1, 2, 3])
        #expect(signature.count == 64)
        #expect(SigningKey.isValid(signature, of: [1, 2, 3], by: read.participant))
        #expect(!SigningKey.isValid(signature, of: [1, 2, 4], by: read.participant))
        #expect(!SigningKey.isValid([], of: [1, 2, 3], by: read.participant))
    }

    @Test func `signatures are those of RFC 8032 section 7.1`() throws {
        let seed = try #require(
            Hexadecimal.bytes(
                of: "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"
            )
        )
        let key = try #require(SigningKey(name: "test-2", seed: seed))
        #expect(
            key.participant.hex
                == "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
        )
        #expect(
            Hexadecimal.text(of: key.sign([0x72]))
                == "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
        )
        #expect(SigningKey(name: "short", seed: [1, 2, 3]) == nil)
    }

    @Test func `names are listed in order and keys are never overwritten`() throws {
        let first = try keys.create("solver")
        _ = try keys.create("Judge-2")
        #expect(throws: KeyStoreError.exists("solver")) { try keys.create("solver") }
        #expect(try keys.names() == ["Judge-2", "solver"])
        #expect(try keys.key(named: "solver").participant == first.participant)
        #expect(names(in: home.keysPath) == ["Judge-2.key", "solver.key"])
        #expect(throws: KeyStoreError.unknown("verifier")) { try keys.key(named: "verifier") }
    }

    @Test(arguments: [
        "", ".", "..", "../escape", "a/b", "/etc/passwd", ".hidden", "-flag", "a b", "a\0b", "käse",
        "a.key", String(repeating: "x", count: 65),
    ])
    func `a name that could lead elsewhere is refused`(name: String) throws {
        #expect(throws: KeyStoreError.invalidName(name)) { try keys.create(name) }
        #expect(throws: KeyStoreError.invalidName(name)) { try keys.key(named: name) }
        #expect(names(in: home.keysPath) == [])
    }

    @Test(arguments: [0o640, 0o604, 0o660, 0o644, 0o622] as [mode_t])
    func `a key that others may touch is refused with the command that helps`(
        exposed: mode_t
    ) throws {
        _ = try keys.create("default")
        chmod(path("default"), exposed)
        let error = KeyStoreError.exposed(path: path("default"), mode: Int(exposed))
        #expect(throws: error) { try keys.key(named: "default") }
        #expect(error.description.contains("chmod 600 \(path("default"))"))
        chmod(path("default"), 0o600)
        _ = try keys.key(named: "default")
    }

    @Test func `opening removes what an interrupted write has left`() throws {
        _ = try keys.create("default")
        try write([1, 2, 3], to: "\(home.keysPath)/default.key.7.new")
        #expect(try KeyStore(home).names() == ["default"])
        #expect(names(in: home.keysPath) == ["default.key"])
    }

    @Test(arguments: ["", "\n", "00\n", String(repeating: "G", count: 64) + "\n"])
    func `a file that holds no key is refused`(text: String) throws {
        _ = try keys.create("default")
        try write(Array(text.utf8), to: path("default"))
        #expect(throws: KeyStoreError.malformed(path: path("default"))) {
            try keys.key(named: "default")
        }
    }

    @Test func `a link in place of a key is not followed`() throws {
        _ = try keys.create("real")
        symlink(path("real"), path("linked"))
        #expect(throws: KeyStoreError.self) { try keys.key(named: "linked") }
    }

    @Test func `of many who create one key at once, one does`() async throws {
        let keys = keys
        let participants = await withTaskGroup(of: ParticipantID?.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    do { return try keys.create("shared").participant } catch { return nil }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(participants.compactMap { $0 } == [try keys.key(named: "shared").participant])
        #expect(names(in: home.keysPath) == ["shared.key"])
    }

    @Test(arguments: FileFault.allCases)
    func `a fault while a key is written leaves none behind`(fault: FileFault) throws {
        let directory = try TemporaryDirectory()
        let armed = Switch()
        let home = try Home(directory.file("home"), faults: fault.faults(when: armed))
        let keys = try KeyStore(home)
        armed.turn(on: true)
        #expect {
            try keys.create("default")
        } throws: { error in
            guard case .storage(let cause) = error as? KeyStoreError else { return false }
            return fault.explains(cause)
        }
        armed.turn(on: false)
        #expect(names(in: home.keysPath) == [])
        _ = try keys.create("default")
        #expect(names(in: home.keysPath) == ["default.key"])
    }
}
