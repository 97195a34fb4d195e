import Glibc

/// Who may connect to a socket.
public struct SocketAccess: Sendable {
    /// The mode of the socket's file.
    public let mode: UInt32
    /// The group of the socket's file; nothing for the process's own.
    public let groupID: UInt32?
    /// Whether a process that reached the socket is let in.
    public let admits: @Sendable (Peer) -> Bool

    /// Lets in whom the file system and a predicate both let in.
    public init(mode: UInt32, groupID: UInt32?, admits: @escaping @Sendable (Peer) -> Bool) {
        precondition(mode & ~0o666 == 0, "nobody executes a socket")
        self.mode = mode
        self.groupID = groupID
        self.admits = admits
    }

    /// Only the user who runs this process, and the system's administrator, who can do everything
    /// to it anyway.
    public static let ownerOnly = SocketAccess(mode: 0o600, groupID: nil, admits: \.isOwner)
}

extension Peer {
    /// Whether the peer runs as the user of this process, or as the system's administrator.
    public var isOwner: Bool { userID == Self.ownUserID || userID == 0 }

    /// Asked once: a host does not change its user, and is asked for each connection.
    private static let ownUserID = geteuid()
}
