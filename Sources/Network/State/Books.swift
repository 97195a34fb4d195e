import HashTreeCollections

/// Double-entry books: credits only ever move from one purse to another (rule L4).
///
/// There is no way to add or remove credits but ``init(minting:)``, so the sum cannot change.
public struct Books: Sendable {
    /// The credits of all purses together, since genesis.
    public let minted: Credits
    /// Purses that hold something; an empty purse has no entry, so that equal books are equal.
    private var amounts: TreeDictionary<Purse, Credits> = [:]

    /// Books in which the given credits exist.
    ///
    /// The genesis has made sure that they are not negative and that their sum fits.
    init(minting accounts: [GenesisAccount]) {
        var minted: Credits = 0
        for account in accounts where account.credits > 0 {
            amounts[.balance(account.participant), default: 0] += account.credits
            minted += account.credits
        }
        self.minted = minted
    }

    /// What a purse holds.
    public subscript(purse: Purse) -> Credits { amounts[purse] ?? 0 }

    /// Moves credits from one purse to another, or nothing at all when the source holds too few.
    mutating func move(
        _ amount: Credits,
        from source: Purse,
        to target: Purse
    ) throws(Refusal) {
        let held = self[source]
        guard amount >= 0 else { throw Refusal(.mustBePositive("amount"), rule: "L4") }
        guard held >= amount else {
            throw Refusal(
                .insufficientCredits(purse: source, needed: amount, available: held),
                rule: "L4"
            )
        }
        guard amount > 0, source != target else { return }
        amounts[source] = held == amount ? nil : held - amount
        // No purse can hold more than was minted, which is a quarter of what an integer can.
        amounts[target, default: 0] += amount
    }

    /// Everything that is in a purse which is bound to come to an end.
    public var escrowed: Credits {
        // A sum does not depend on the order of its terms, so the table's order does not matter.
        amounts.reduce(0) { $0 + ($1.key.isEscrow ? $1.value : 0) }
    }

    /// Stops the process unless every credit that was minted is in exactly one purse.
    ///
    /// - Complexity: O(purses); for tests and audits, not for each event.
    public func checkInvariants() {
        var sum: Credits = 0
        for (_, amount) in amounts {
            precondition(amount > 0, "a purse without credits has an entry")
            sum += amount
        }
        precondition(sum == minted, "credits are not conserved: \(sum) of \(minted)")
    }

    /// All purses that hold something, in the order of their names.
    ///
    /// - Complexity: O(purses log purses).
    public var purses: [(purse: Purse, amount: Credits)] {
        amounts.map { (purse: $0.key, amount: $0.value) }.sorted { $0.purse < $1.purse }
    }
}
