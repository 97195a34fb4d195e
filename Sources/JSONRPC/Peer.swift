import Glibc
import NIOCore

/// The process at the other end of a socket, as the kernel knows it.
public struct Peer: Hashable, Sendable {
    /// The process's number when it connected.
    public let processID: Int32
    /// The user whom the process ran as when it connected.
    public let userID: UInt32
    /// The groups whom the process belonged to when it connected: its own and, unless it is the
    /// owner's, of whom groups decide nothing, the supplementary.
    public let groupIDs: Set<UInt32>

    /// A process with its user and groups.
    public init(processID: Int32, userID: UInt32, groupIDs: Set<UInt32> = []) {
        self.processID = processID
        self.userID = userID
        self.groupIDs = groupIDs
    }
}

/// `struct ucred` of unix(7), which Glibc's module hides behind a feature macro.
private struct Credentials: Sendable {
    var processID: Int32 = 0
    var userID: UInt32 = 0
    var groupID: UInt32 = 0
}

/// The option of unix(7) for all groups of a peer, which Glibc's module does not know.
private let peerGroupsOption: CInt = 59

extension Peer {
    fileprivate init(_ credentials: Credentials) {
        self.init(
            processID: credentials.processID,
            userID: credentials.userID,
            groupIDs: [credentials.groupID]
        )
    }

    fileprivate static func groups(ofSocket number: CInt) throws(SystemError) -> Set<UInt32> {
        let stride = MemoryLayout<UInt32>.stride
        var groups = [UInt32](repeating: 0, count: 32)
        while true {
            var byteCount = socklen_t(groups.count * stride)
            let result = getsockopt(number, SOL_SOCKET, peerGroupsOption, &groups, &byteCount)
            if result == 0 { return Set(groups.prefix(Int(byteCount) / stride)) }
            // The kernel says how much room it needs; a peer has at most 65,536 groups.
            guard errno == ERANGE, Int(byteCount) > groups.count * stride else {
                throw SystemError("ask for the groups of who connected")
            }
            groups = [UInt32](repeating: 0, count: Int(byteCount) / stride)
        }
    }
}

extension Channel {
    /// The process at the other end, in the kernel's word; on the channel's event loop.
    func peer() throws -> Peer {
        let peer = Peer(try credentials())
        if peer.isOwner { return peer }
        let groups = try pipeline.syncOperations.withUnsafeTransportIfAvailable(
            of: NIOBSDSocket.Handle.self
        ) { number in
            try Peer.groups(ofSocket: number)
        }
        guard let groups else { throw ChannelError.operationUnsupported }
        return Peer(
            processID: peer.processID,
            userID: peer.userID,
            groupIDs: peer.groupIDs.union(groups)
        )
    }

    /// By the channel's own way to the option: to ask for its descriptor takes longer than all else
    /// that is done for a new connection.
    private func credentials() throws -> Credentials {
        var result: Result<Credentials, any Error>?
        (self as? any SocketOptionProvider)?
            .unsafeGetSocketOption(level: .socket, name: NIOBSDSocket.Option(rawValue: SO_PEERCRED))
            .assumeIsolated()
            .whenComplete { result = $0 }
        guard let result else { throw ChannelError.operationUnsupported }
        return try result.get()
    }
}
