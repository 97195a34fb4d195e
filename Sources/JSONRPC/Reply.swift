import JSON

/// What goes out: replies and notifications as bytes, not yet framed.
enum Reply {
    /// The reply to a call, members in the order of the specification's examples.
    static func result(_ result: Result<JSONValue, RPCError>, id: RequestID) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(256)
        append(result, id: id, to: &bytes)
        return bytes
    }

    /// Appends the framed reply to a call to other output.
    static func append(
        _ result: Result<JSONValue, RPCError>,
        id: RequestID,
        _ framing: MessageFraming,
        to output: inout [UInt8]
    ) {
        switch framing {
        case .bare(let newlineFollowed):
            append(result, id: id, to: &output)
            output.append(UInt8(ascii: "\n"))
            if !newlineFollowed { output.append(UInt8(ascii: "\n")) }
        case .headed:
            framing.append(Reply.result(result, id: id), to: &output)
        }
    }

    private static func append(
        _ result: Result<JSONValue, RPCError>,
        id: RequestID,
        to bytes: inout [UInt8]
    ) {
        switch result {
        case .success(let value):
            bytes.append(contentsOf: #"{"jsonrpc":"2.0","result":"#.utf8)
            value.append(to: &bytes)
        case .failure(let error):
            bytes.append(contentsOf: #"{"jsonrpc":"2.0","error":"#.utf8)
            error.json.append(to: &bytes)
        }
        bytes.append(contentsOf: #","id":"#.utf8)
        bytes.append(contentsOf: id.text.utf8)
        bytes.append(UInt8(ascii: "}"))
    }

    static func notification(_ method: String, _ params: JSONValue) -> [UInt8] {
        let message: JSONValue = ["jsonrpc": "2.0", "method": .string(method), "params": params]
        return message.serialized()
    }

    /// The replies to a batch's requests as one array.
    static func batch(_ replies: [[UInt8]]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(replies.reduce(2) { $0 + $1.count + 1 })
        bytes.append(UInt8(ascii: "["))
        for (index, reply) in replies.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            bytes.append(contentsOf: reply)
        }
        bytes.append(UInt8(ascii: "]"))
        return bytes
    }
}
