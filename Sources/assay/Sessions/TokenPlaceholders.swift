import JSON

/// Keeps tokens out of what is written, for whoever reads one may use it.
///
/// They are known by their form, wherever they stand. One that the host was first to say is numbered
/// by the order in which it appeared, and a replay has one of its own for it; of one that the client
/// brought along nothing is kept.
struct TokenPlaceholders {
    /// What stands for a token that the client brought along.
    private static let missing = "<token not kept>"

    /// Wider than tokens are, for one with a mistake in it gives away the rest.
    private let form = /assay1\.[^\s"\\]+/.ignoresCase()
    private var issued: [String] = []
    private var brought: Set<String> = []

    /// A request without its tokens.
    mutating func keep(request: JSONValue) -> JSONValue {
        for token in tokens(in: request) where !issued.contains(token) {
            brought.insert(token)
        }
        return request.mapTexts(written)
    }

    /// An answer without its tokens.
    mutating func keep(response: JSONValue) -> JSONValue {
        for token in tokens(in: response)
        where !brought.contains(token) && !issued.contains(token) {
            issued.append(token)
        }
        return response.mapTexts(written)
    }

    /// A kept text with the tokens of this run.
    func restore(_ text: String) -> String {
        text.replacing(/<token (\d+)>/) { match in
            guard let number = Int(match.1), issued.indices.contains(number - 1) else {
                return String(match.0)
            }
            return issued[number - 1]
        }
    }

    /// Whether a kept request needs a token that was not kept.
    static func isMissing(in request: JSONValue) -> Bool {
        request.texts.contains { $0.contains(missing) }
    }

    private func written(_ text: String) -> String {
        text.replacing(form) { match in
            issued.firstIndex(of: String(match.0)).map { "<token \($0 + 1)>" } ?? Self.missing
        }
    }

    private func tokens(in value: JSONValue) -> [String] {
        value.texts.flatMap { $0.matches(of: form).map { String($0.0) } }
    }
}
