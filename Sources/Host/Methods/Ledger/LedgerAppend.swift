import Digests
import JSON
import Ledger
import Network
import PluginKit

/// `ledger.append`: takes an event that was signed elsewhere.
struct LedgerAppend: Method {
    struct Parameters: JSONDecodable, Sendable {
        let event: SignedEvent

        init(json: JSONReader) throws(JSONDecodingError) {
            var fields = try json.object()
            let body = try fields.required("body").string()
            let signature = try fields.required("signature")
            guard let bytes = Hexadecimal.bytes(of: try signature.string()), bytes.count == 64
            else {
                throw signature.failure(
                    expected: "an Ed25519 signature as 128 lower-case hexadecimal digits"
                )
            }
            try fields.finish()
            event = SignedEvent(body: Array(body.utf8), signature: bytes)
        }
    }

    static let name = "ledger.append"
    let facilities: Facilities

    func call(_ parameters: Parameters, in context: CallContext) async throws -> JSONObject {
        let receipt = try await facilities.services.network.append(parameters.event)
        return ["position": .count(receipt.position), "event": .hash(receipt.event)]
    }
}
