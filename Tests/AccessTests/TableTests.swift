import Access
import JSON
import Testing

/// The section `access` of the configuration.
@Suite struct TableTests {
    private struct Accounts: AccountDirectory {
        func user(named name: String) -> UInt32? { ["ada": 1001, "alan": 1002][name] }
        func group(named name: String) -> UInt32? { ["students": 2000][name] }
    }

    private static func table(_ text: String) throws -> AccessTable {
        try AccessTable(json: JSONReader(JSONValue(parsing: text)), directory: Accounts())
    }

    @Test func `the first rule that names a caller decides`() throws {
        let table = try Self.table(
            """
            {"rules": [
                {"users": ["ada"], "roles": ["solver"], "identities": ["ada"]},
                {"groups": ["students", 7], "methods": ["host.*", "key.create"]},
                {"users": [1001, 1002]}
            ]}
            """
        )
        let (first, ada) = try #require(table.rule(forUser: 1001, groups: [2000]))
        #expect(first == 0)
        #expect(ada.permission.allows("solver.train"))
        #expect(ada.permission.allows("blob.put"))
        #expect(!ada.permission.allows("judge.rule"))
        #expect(!ada.permission.allows("host.stop"))
        #expect(ada.permission.identities == .only(["ada"]))
        let (second, student) = try #require(table.rule(forUser: 9, groups: [3, 7]))
        #expect(second == 1)
        #expect(student.permission.allows("key.create"))
        #expect(!student.permission.allows("solver.train"))
        #expect(student.permission.identities == .nothing)
        #expect(!student.permission.mayNameFiles)
        #expect(table.rule(forUser: 1002, groups: [])?.0 == 2)
        #expect(table.rule(forUser: 9, groups: []) == nil)
    }

    @Test(arguments: [
        ("{\"rules\": [{}]}", "/rules/0"),
        ("{\"rules\": [{\"users\": [\"nobody\"]}]}", "/rules/0/users/0"),
        ("{\"rules\": [{\"users\": [-1]}]}", "/rules/0/users/0"),
        ("{\"rules\": [{\"users\": []}]}", "/rules/0/users"),
        ("{\"rules\": [{\"groups\": [\"ada\"]}]}", "/rules/0/groups/0"),
        ("{\"rules\": [{\"users\": [1], \"roles\": [\"king\"]}]}", "/rules/0/roles/0"),
        ("{\"rules\": [{\"users\": [1], \"methods\": [\"*.ping\"]}]}", "/rules/0/methods/0"),
        ("{\"rules\":[{\"users\":[1],\"rate\":{\"perSecond\":0}}]}", "/rules/0/rate/perSecond"),
        ("{\"rules\": [{\"users\": [1], \"may\": 1}]}", "/rules/0/may"),
        ("{\"rules\": [], \"socketMode\": \"0777\"}", "/socketMode"),
        ("{\"rules\": [], \"socketMode\": \"0060\"}", "/socketMode"),
        ("{\"rules\": [], \"socketGroup\": \"kings\"}", "/socketGroup"),
        ("{}", "/rules"),
    ])
    func `what is wrong is said with its place`(text: String, pointer: String) throws {
        let error = #expect(throws: JSONDecodingError.self) { try Self.table(text) }
        #expect(error?.pointer == pointer)
    }

    @Test(
        arguments: [
            ("{\"rules\": []}", 0o600), ("{\"rules\": [{\"users\": [1]}]}", 0o666),
            ("{\"rules\": [{\"users\": [1]}], \"socketGroup\": \"students\"}", 0o660),
            ("{\"rules\": [{\"users\": [1]}], \"socketMode\": \"0620\"}", 0o620),
        ] as [(String, UInt32)]
    )
    func `the socket lets those connect who are named`(text: String, mode: UInt32) throws {
        #expect(try Self.table(text).effectiveSocketMode == mode)
    }
}
