import Access
import Testing

/// The chain that only the host can begin and anybody can make longer.
@Suite struct TokenTests {
    private static let rootKey = Array(UInt8(0)...31)
    private static let id = Array(UInt8(16)...31)

    /// Computed with Python's `hmac` and `json`; docs/tokens.md shows how.
    private static let known =
        "assay1.101112131415161718191a1b1c1d1e1f"
        + ".7b226964656e74697479223a5b22616461225d7d"
        + ".7b22726f6c6573223a5b22736f6c766572225d7d"
        + ".7b226d6574686f6473223a5b22686f73742e70696e67222c22736f6c7665722e2a225d7d"
        + ".7b2272617465223a7b227065725365636f6e64223a352c226275727374223a31307d7d"
        + ".7b2265787069726573223a313739303030303030307d"
        + ".948fac2531872d5c52c22c29e89fdb869e4835133275111cad3fa0366d7c14b0"

    private static func fullToken() throws -> Token {
        let ping = try #require(MethodPattern("host.ping"))
        let solver = try #require(MethodPattern("solver.*"))
        var token = Token(id: id, rootKey: rootKey)
        try token.narrow(by: .identity(["ada"]))
        try token.narrow(by: .roles(["solver"]))
        try token.narrow(by: .methods([solver, ping]))
        try token.narrow(by: .rate(RateLimit(perSecond: 5, burst: 10)))
        try token.narrow(by: .expires(1_790_000_000))
        return token
    }

    @Test func `the known answer`() throws {
        #expect(try Self.fullToken().text == Self.known)
        let bare = Token(id: Self.id, rootKey: Self.rootKey)
        #expect(
            bare.text == "assay1.101112131415161718191a1b1c1d1e1f"
                + ".f3b56acc2adde4b08673aad4a796328274fa7e96066e55978e4696fa0ee84688"
        )
    }

    @Test func `a token is read back with all caveats, and is genuine`() throws {
        let token = try Token(Self.known)
        #expect(token.caveats == (try Self.fullToken().caveats))
        #expect(token.text == Self.known)
        #expect(try token.fingerprints(rootKey: Self.rootKey).count == 6)
    }

    @Test func `a holder narrows without the host, and each step has a name of its own`() throws {
        let given = try Token(Self.known)
        var narrowed = given
        try narrowed.narrow(by: .expires(5))
        let names = try narrowed.fingerprints(rootKey: Self.rootKey)
        #expect(Set(names).count == 7)
        #expect(names.dropLast() == (try given.fingerprints(rootKey: Self.rootKey))[...])
    }

    @Test func `a caveat cannot be dropped, moved, changed or put in`() throws {
        let parts = Self.known.split(separator: ".").map(String.init)
        var forgeries: [[String]] = []
        for index in 2..<parts.count - 1 {
            var dropped = parts
            dropped.remove(at: index)
            forgeries.append(dropped)
            var doubled = parts
            doubled.insert(parts[index], at: index)
            forgeries.append(doubled)
            var moved = parts
            moved.swapAt(index, 2 + (index - 1) % 5)
            forgeries.append(moved)
        }
        var otherID = parts
        otherID[1] = String(repeating: "0", count: 32)
        forgeries.append(otherID)
        for forgery in forgeries where forgery != parts {
            let token = try Token(forgery.joined(separator: "."))
            #expect(throws: TokenError.forged) { try token.fingerprints(rootKey: Self.rootKey) }
        }
        #expect(throws: TokenError.forged) {
            try Token(Self.known).fingerprints(rootKey: Self.rootKey.reversed())
        }
    }

    @Test func `no change of one character passes`() throws {
        for index in Self.known.indices {
            var text = Self.known
            text.replaceSubrange(index...index, with: text[index] == "0" ? "1" : "0")
            do {
                let token = try Token(text)
                #expect(throws: TokenError.forged) { try token.fingerprints(rootKey: Self.rootKey) }
            } catch {
                // Not even a token.
            }
        }
    }

    @Test(arguments: [
        "", ".", "assay1", "assay1.", "assay2.00.00", "assay1.00112233445566778899aabbccddeeff",
        "assay1.00112233445566778899aabbccddeeff.00", "assay1.x.y",
    ])
    func `what is no token is said to be none`(text: String) {
        #expect(throws: TokenError.self) { try Token(text) }
    }

    @Test(arguments: [
        "{}", "[]", "{\"colour\":\"red\"}", "{\"roles\":null}", "{\"roles\":[\"king\"]}",
        "{\"roles\":[\"judge\"],\"expires\":1}", "{\"expires\":-1}", "{\"expires\":\"soon\"}",
        "{\"rate\":{\"perSecond\":0}}", "{\"methods\":[\"*.ping\"]}", "{\"identity\":\"ada\"}", "{",
    ])
    func `a token with a caveat that is not understood is refused as a whole`(caveat: String) {
        let hex = caveat.utf8.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        let code = String(repeating: "0", count: 64)
        #expect(throws: TokenError.self) {
            try Token("assay1.00112233445566778899aabbccddeeff.\(hex).\(code)")
        }
    }

    @Test func `a chain has an end`() throws {
        var token = Token(id: Self.id, rootKey: Self.rootKey)
        for _ in 0..<Token.caveatCountMax { try token.narrow(by: .expires(1)) }
        #expect(throws: TokenError.self) { try token.narrow(by: .expires(1)) }
        #expect(throws: TokenError.self) {
            try Token(String(repeating: "a", count: Token.byteCountMax + 1))
        }
    }

    @Test func `a call of nobody has no permission`() {
        #expect(Permission.current == nil)
    }
}
