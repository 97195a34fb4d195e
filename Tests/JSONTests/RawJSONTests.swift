import JSON
import Testing

@Suite struct RawJSONTests {
    private func member(_ name: String, of text: String) -> String? {
        RawJSON.member(name, of: Array(text.utf8)[...]).map { String(decoding: $0, as: UTF8.self) }
    }

    @Test(arguments: [
        (#"{"id":1.0}"#, "1.0"), (#"{"id": 1e2 }"#, "1e2"), (#"{ "x":{"id":2},"id"  :  -0}"#, "-0"),
        (#"{"a":"\"id\":5","id":"\u0041\""}"#, #""\u0041\"""#),
        (#"{"\u0069d":[1,{"a":"]"}] ,"z":0}"#, #"[1,{"a":"]"}]"#),
        (#" {"a":[1,2],"b":null,"id":9223372036854775808}"#, "9223372036854775808"),
        ("{\"id\"\n:\nnull\n}", "null"), (#"{"id":1.0,"\u0069d":2.0,"x":1}"#, "2.0"),
    ])
    func `a member is found as it was written`(text: String, id: String) {
        #expect(member("id", of: text) == id)
    }

    @Test(arguments: ["{}", #"{"a":{"id":1}}"#, #"["id",1]"#, #""id""#, ""])
    func `a member that is not there is not found`(text: String) {
        #expect(member("id", of: text) == nil)
    }

    @Test(
        arguments: [
            ("[]", []), ("[ ]", []), ("[1]", ["1"]),
            (
                #" [ 1 , "a,]" ,{"b":[1,2]}, [] ,true]"#,
                ["1", #""a,]""#, #"{"b":[1,2]}"#, "[]", "true"]
            ),
        ] as [(String, [String])]
    )
    func `elements are found as they were written`(text: String, elements: [String]) {
        let found = RawJSON.elements(of: Array(text.utf8)[...])
        #expect(found.map { String(decoding: $0, as: UTF8.self) } == elements)
    }
}
