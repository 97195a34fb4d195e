import Access
import Digests
import JSON
import PluginKit

/// `auth.revoke`: a token, and whatever was narrowed from it, does not count any more.
struct AuthRevoke: Method {
    struct Parameters: JSONDecodable, Sendable {
        enum Subject {
            case token(String)
            case id(String)
        }

        let subject: Subject

        init(json: JSONReader) throws(JSONDecodingError) {
            var fields = try json.object()
            let token = try fields.optional("token")?.string()
            let id = try fields.optional("id").map { reader throws(JSONDecodingError) in
                try Self.id(reader)
            }
            try fields.finish()
            switch (token, id) {
            case (let token?, nil): subject = .token(token)
            case (nil, let id?): subject = .id(id)
            case (nil, nil), (.some, .some):
                throw json.failure(expected: "either \"token\" or \"id\"")
            }
        }

        /// An id as `auth.issue` gave it.
        private static func id(_ reader: JSONReader) throws(JSONDecodingError) -> String {
            let text = try reader.string()
            guard text.utf8.count == 32, Hexadecimal.bytes(of: text) != nil else {
                throw reader.failure(
                    expected: "32 lower-case hexadecimal digits",
                    got: "\"\(text.excerpt)\""
                )
            }
            return text
        }
    }

    static let name = "auth.revoke"
    let access: AccessControl

    func call(_ parameters: Parameters, in context: CallContext) async throws -> JSONObject {
        let name: String
        let isNew: Bool
        switch parameters.subject {
        case .token(let text): (name, isNew) = try access.revoke(Token(text))
        case .id(let text): (name, isNew) = (text, try access.revoke(named: text))
        }
        return ["id": .string(name), "alreadyRevoked": .bool(!isNew)]
    }
}
