import JSON
package import Ledger
package import Network
import Synchronization

/// Asked before this host appends what somebody says; it throws when that must not happen.
///
/// A bare function in a lock would be wrapped once more each time that it is taken out.
package struct AppendGuard: Sendable {
    let admit: @Sendable (Payload, ParticipantID) async throws -> Void

    /// A guard that asks a function.
    package init(_ admit: @escaping @Sendable (Payload, ParticipantID) async throws -> Void) {
        self.admit = admit
    }
}

extension NetworkService {
    /// From now on a guard is asked before anything is appended by way of this service.
    ///
    /// It guards this host alone: the network's rules do not know of it, and what others append is
    /// not asked about.
    package func guardAppends(with appendGuard: AppendGuard) {
        self.appendGuard.withLock { $0 = appendGuard }
    }

    /// Asks the guard, if there is one.
    package func admit(_ payload: Payload, by author: ParticipantID) async throws {
        try await appendGuard.withLock { $0 }?.admit(payload, author)
    }

    /// Appends an event that was signed elsewhere; returns when the disk has it.
    package func append(_ event: SignedEvent) async throws -> Receipt {
        let body: EventBody
        do {
            body = try EventBody(json: JSONReader(JSONValue(parsing: event.body)))
        } catch {
            // The ledger says what is wrong with it.
            return try await ledger.append(event)
        }
        try await admit(body.payload, by: body.author)
        return try await ledger.append(event)
    }
}
