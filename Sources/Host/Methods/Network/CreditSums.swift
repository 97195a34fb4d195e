import Network

/// Where all credits are, added up by kind of purse (rule L4).
struct CreditSums {
    private(set) var balances: Credits = 0
    private(set) var escrows: Credits = 0
    private(set) var deposits: Credits = 0
    private(set) var treasury: Credits = 0
    private(set) var jackpot: Credits = 0

    init(of books: Books) {
        for (purse, amount) in books.purses {
            switch purse {
            case .balance: balances += amount
            case .verifierDeposit, .whistleblowerDeposit: deposits += amount
            case .treasury: treasury += amount
            case .jackpot: jackpot += amount
            case .fee, .profilerStake, .solverStake, .verifierStake, .challenge, .claim,
                .appeal:
                escrows += amount
            }
        }
    }

    var total: Credits { balances + escrows + deposits + treasury + jackpot }
}
