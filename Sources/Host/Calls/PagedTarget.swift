import Digests
import JSON
import PluginKit

/// A method whose result is a list, answered a page at a time.
///
/// The cursor is the place of a page's last element and a short digest of what the element is called
/// by (its first member). If elements before it have gone, or come, meanwhile, it is looked up by
/// that; so no page repeats or leaves out what was there all the time.
struct PagedTarget: CallTarget {
    private static let limitMax: Int64 = 1000

    let target: any CallTarget
    /// The name of the list in the result.
    let list: String

    func check(_ params: JSONObject) throws {
        var params = params
        _ = try Page(taking: &params)
        try target.check(params)
    }

    func run(_ call: PreparedCall) async throws -> JSONValue {
        var params = call.params
        let page = try Page(taking: &params)
        let whole = try await target.run(call.with(params))
        guard var result = whole.object, let elements = result[list]?.array else { return whole }
        let rest = elements[page.start(in: elements)...]
        let part = rest.prefix(page.limit)
        result[list] = .array(Array(part))
        result["next"] =
            part.count < rest.count
            ? .string(Page.cursor(behind: elements, upTo: part.endIndex)) : .null
        return .object(result)
    }

    private struct Page {
        let limit: Int
        private let last: (index: Int, name: String)?

        init(taking params: inout JSONObject) throws(JSONDecodingError) {
            let all = params
            params["cursor"] = nil
            params["limit"] = nil
            var fields = try JSONReader(.object(all)).object()
            limit = Int(
                try fields.optional("limit")?.integer(in: 1...PagedTarget.limitMax)
                    ?? PagedTarget.limitMax
            )
            guard let reader = fields.optional("cursor") else {
                last = nil
                return
            }
            let text = try reader.string()
            let parts = text.split(separator: "-", maxSplits: 1)
            guard parts.count == 2, let index = Int(parts[0]), index >= 0 else {
                throw reader.failure(expected: "what `next` said", got: "\"\(text)\"")
            }
            last = (index, String(parts[1]))
        }

        /// Where the page begins.
        func start(in elements: [JSONValue]) -> Int {
            guard let last else { return 0 }
            if elements.indices.contains(last.index), Self.name(elements[last.index]) == last.name {
                return last.index + 1
            }
            let moved = elements.firstIndex { Self.name($0) == last.name }
            return moved.map { $0 + 1 } ?? min(last.index, elements.count)
        }

        static func cursor(behind elements: [JSONValue], upTo end: Int) -> String {
            "\(end - 1)-\(name(elements[end - 1]))"
        }

        /// What an element is called by, as 16 hexadecimal digits.
        private static func name(_ element: JSONValue) -> String {
            let first = element.object?.first { _ in true }?.value ?? element
            let digest = Digest(sha256: first.serialized())
            return String(digest.hex.prefix(16))
        }
    }
}
