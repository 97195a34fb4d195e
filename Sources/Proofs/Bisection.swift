public import Digests

/// Finds the first step at which two parties disagree, by asking both for one hash a round.
///
/// Both state what they had after each step of a segment. They agree at the start and differ at the
/// end; so somewhere a step leads from agreement to disagreement, and that single step is all that a
/// judge must recompute (rule C1). Each party supplies its own hashes: asking one side only, and
/// taking the other's answers from it, is a known way to convict the innocent.
///
/// A prefix hash covers the states of all steps so far, so a party cannot agree again later.
public struct Bisection: Hashable, Sendable {
    /// One of the two who disagree.
    public enum Party: Hashable, Sendable, CaseIterable {
        /// The one whose result is on record.
        case accused
        /// The one who challenges it.
        case challenger
    }

    /// What is to be done next.
    public enum Action: Hashable, Sendable {
        /// Ask both for their prefix hash after this step.
        case ask(step: Int)
        /// The parties agree after the step before this one and differ after it.
        case found(step: Int)
    }

    /// The last step after which the parties agree.
    public private(set) var agreed: Int
    /// The first step after which they are known to differ.
    public private(set) var differing: Int
    /// The number of rounds so far.
    public private(set) var rounds = 0
    private var pending: [Party: Digest] = [:]

    /// A dispute over the steps of a segment; nothing when the parties do not differ over its end.
    ///
    /// - Parameters:
    ///   - steps: the segment's steps. The parties agree on the state before the first of them.
    ///   - accused: the accused's prefix hash after the last step.
    ///   - challenger: the challenger's.
    public init?(steps: Range<Int>, accused: Digest, challenger: Digest) {
        guard !steps.isEmpty, accused != challenger else { return nil }
        agreed = steps.lowerBound
        differing = steps.upperBound
    }

    /// What is to be done next.
    public var next: Action {
        differing - agreed == 1 ? .found(step: agreed) : .ask(step: (agreed + differing) / 2)
    }

    /// The party that has answered this round's question, if only one has: the other loses at the
    /// deadline.
    public var waiting: Party? {
        pending.count == 1 ? pending.keys.first : nil
    }

    /// Takes one party's prefix hash after the step that was asked for.
    ///
    /// Halves the range when both have answered; a party's second answer to one question is ignored.
    public mutating func answer(_ hash: Digest, by party: Party) {
        guard case .ask(let middle) = next, pending[party] == nil else { return }
        pending[party] = hash
        guard let accused = pending[.accused], let challenger = pending[.challenger] else {
            return
        }
        pending = [:]
        rounds += 1
        if accused == challenger { agreed = middle } else { differing = middle }
    }
}

extension Bisection {
    /// The prefix hashes of states: hash `i` covers the states after the steps up to and with `i`.
    ///
    /// - Parameter states: the digest of the state after each step of a segment.
    public static func prefixHashes(of states: [Digest]) -> [Digest] {
        var prefix = Digest(sha256: Array("assay/prefix/v1".utf8))
        return states.map { state in
            var builder = DigestBuilder()
            builder.update(prefix)
            builder.update(state)
            prefix = builder.finalize()
            return prefix
        }
    }
}
