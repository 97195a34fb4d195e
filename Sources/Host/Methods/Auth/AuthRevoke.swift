import Access
import Digests
import JSON
import PluginKit

/// `auth.revoke`: a token, and whatever was narrowed from it, does not count any more.
struct AuthRevoke: Method {
    struct Parameters: JSONDecodable, Sendable {
        enum Subject {
            case token(Token)
            case name(String)
        }

        let subject: Subject

        init(json: JSONReader) throws(JSONDecodingError) {
            var fields = try json.object()
            let token = try fields.optional("token").map { reader throws(JSONDecodingError) in
                try Self.token(reader)
            }
            let id = try fields.optional("id").map { reader throws(JSONDecodingError) in
                try Self.name(reader)
            }
            try fields.finish()
            switch (token, id) {
            case (let token?, nil): subject = .token(token)
            case (nil, let id?): subject = .name(id)
            case (nil, nil), (.some, .some):
                throw json.failure(expected: "either \"token\" or \"id\"")
            }
        }

        private static func token(_ reader: JSONReader) throws(JSONDecodingError) -> Token {
            do {
                return try Token(try reader.string())
            } catch let error as TokenError {
                throw reader.failure(expected: "a token", got: "\(error)")
            } catch {
                throw reader.failure(expected: "a token")
            }
        }

        /// An id as `auth.issue` gave it, or a fingerprint as an error names it.
        private static func name(_ reader: JSONReader) throws(JSONDecodingError) -> String {
            let text = try reader.string()
            guard [32, 64].contains(text.utf8.count), Hexadecimal.bytes(of: text) != nil else {
                throw reader.failure(
                    expected: "32 or 64 lower-case hexadecimal digits",
                    got: "\"\(text.prefix(80))\""
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
        case .token(let token): (name, isNew) = try access.revoke(token)
        case .name(let text): (name, isNew) = (text, try access.revoke(named: text))
        }
        return ["id": .string(name), "alreadyRevoked": .bool(!isNew)]
    }
}
