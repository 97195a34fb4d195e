import Access
import Testing

/// Which methods a pattern means.
@Suite struct PatternTests {
    @Test(arguments: [
        ("solver.train", "solver.train", true), ("solver.train", "solver.trains", false),
        ("solver.*", "solver.train", true), ("solver.*", "solvers.train", false),
        ("solver.*", "solver", false), ("*", "solver.train", true), ("*", "lookup", true),
        ("*", "host.stop", false), ("host.*", "host.stop", false), ("host.stop", "host.stop", true),
        ("a.*", "a.b.c", true), ("a.b.*", "a.c", false),
    ])
    func `a pattern means a name or not`(pattern: String, name: String, isMeant: Bool) throws {
        let pattern = try #require(MethodPattern(pattern))
        #expect(pattern.contains(name) == isMeant)
    }

    @Test(arguments: ["", ".*", "**", "*.ping", "host.p*", "a b", "host.*.*", "h\u{e9}", "a\nb"])
    func `what could be misread is no pattern`(text: String) {
        #expect(MethodPattern(text) == nil)
    }

    @Test(arguments: ["*", "host.*", "host.ping", "lookup"])
    func `a pattern is written as it was read`(text: String) throws {
        #expect(try #require(MethodPattern(text)).description == text)
    }

    @Test func `a pattern of another's length at most`() {
        let longest = String(repeating: "a", count: MethodPattern.byteCountMax)
        #expect(MethodPattern(longest) != nil)
        #expect(MethodPattern(longest + "a") == nil)
    }

    @Test func `what two lists of patterns both mean is allowed, and nothing else`() throws {
        let texts = [
            "*", "a.*", "a.b.*", "a.b", "a.b.c", "b.*", "b", "host.*", "host.stop", "host.ping",
        ]
        let names = [
            "a.b", "a.b.c", "a.c", "b", "b.a", "host.stop", "host.ping", "key.create", "x",
        ]
        let patterns = try texts.map { try #require(MethodPattern($0)) }
        for left in patterns {
            for right in patterns {
                var permission = Permission.owner
                permission.narrow(by: .methods([left]))
                permission.narrow(by: .methods([right]))
                for name in names {
                    let isMeant = left.contains(name) && right.contains(name)
                    #expect(permission.allows(name) == isMeant, "\(left) and \(right): \(name)")
                }
            }
        }
    }
}
