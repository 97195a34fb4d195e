import NIOCore
import NIOPosix
import Synchronization

/// Takes a server's connections, and shares them out among event loops.
///
/// Each loop listens to the one socket by a channel of its own, and serves what it accepts: to hand
/// a connection over to another loop costs more than most calls do. At any time one of them accepts.
/// That is the first while it has few connections, whose callers are then served by one thread that
/// is awake, and afterwards the one that has the fewest.
package final class Listeners: Sendable {
    private struct State {
        var connectionCounts: [Int]
        /// The index of the channel that takes the next connection.
        var accepting = 0
        /// More connections than any loop has.
        private static let full = 1 << 32

        /// Counts a connection that has come to a channel or gone; tells whether another is to
        /// accept now.
        mutating func count(_ change: Int, at index: Int) -> Bool {
            connectionCounts[index] += change
            return choose()
        }

        /// A channel accepts no more; tells whether another is to accept now.
        mutating func fill(_ index: Int) -> Bool {
            connectionCounts[index] += Self.full
            return choose()
        }

        private mutating func choose() -> Bool {
            let before = accepting
            accepting = 0
            guard connectionCounts[0] >= Listeners.firstCount else { return before != accepting }
            for index in connectionCounts.indices
            where connectionCounts[index] < connectionCounts[accepting] {
                accepting = index
            }
            return before != accepting
        }
    }

    /// How many loops share the connections at most.
    package static let loopsMax = 4
    /// How many connections the first loop has before another gets one.
    package static let firstCount = 4

    private let loops: [any EventLoop]
    private let state: Mutex<State>
    /// The loops' listening channels, once all of them are there.
    private let channels = Mutex<[any Channel]>([])

    private init() {
        loops = Array(MultiThreadedEventLoopGroup.singleton.makeIterator().prefix(Self.loopsMax))
        state = Mutex(State(connectionCounts: [Int](repeating: 0, count: loops.count)))
    }

    /// Begins to accept on a listening socket, which this takes over.
    static func start(
        on socket: consuming Descriptor,
        accept: @escaping @Sendable (any Channel) -> EventLoopFuture<Void>
    ) async throws -> Listeners {
        let listeners = Listeners()
        var channels: [any Channel] = []
        do {
            for index in listeners.loops.indices {
                channels.append(try await listeners.listen(socket.copy(), at: index, accept))
            }
        } catch {
            for channel in channels { channel.close(promise: nil) }
            throw error
        }
        listeners.channels.withLock { $0 = channels }
        for (index, channel) in channels.enumerated() {
            channel.closeFuture.whenComplete { _ in
                // By an error, or with all others: then it is nobody's turn any more.
                if listeners.state.withLock({ $0.fill(index) }) { listeners.takeTurn() }
            }
        }
        listeners.takeTurn()
        return listeners
    }

    /// Opens a channel that does not accept yet.
    private func listen(
        _ socket: consuming Descriptor,
        at index: Int,
        _ accept: @escaping @Sendable (any Channel) -> EventLoopFuture<Void>
    ) async throws -> any Channel {
        try await ServerBootstrap(group: loops[index])
            .serverChannelOption(.autoRead, value: false)
            // To learn that nobody else is waiting costs one call to the system more.
            .serverChannelOption(.maxMessagesPerRead, value: 1)
            // Without descriptors left, to try again at once would only keep a core busy.
            .serverChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(AcceptBackoffHandler())
                }
            }
            .childChannelInitializer { channel in
                self.count(1, at: index)
                channel.closeFuture.whenComplete { _ in self.count(-1, at: index) }
                return accept(channel)
            }
            .withBoundSocket(socket.release())
            .get()
    }

    private func count(_ change: Int, at index: Int) {
        if state.withLock({ $0.count(change, at: index) }) { takeTurn() }
    }

    /// Has the one channel accept whose turn it is, and no other.
    private func takeTurn() {
        for (index, channel) in channels.withLock(\.self).enumerated() {
            channel.eventLoop.execute {
                // As it is by then: turns from several threads come here in any order.
                let isAccepting = self.state.withLock { $0.accepting == index }
                // What throws is a channel that has closed; it accepts nothing any more.
                try? channel.syncOptions?.setOption(.autoRead, value: isAccepting)
            }
        }
    }

    /// Takes no more connections; those that were taken go on.
    func close() async {
        for channel in channels.withLock(\.self) {
            do {
                try await channel.close()
            } catch {
                // Already closed, by a call before.
            }
        }
    }
}
