/// What looking through the whole ledger found.
package struct LedgerVerification: Sendable, Hashable {
    /// What may be wrong with a revision.
    package enum Reason: String, Sendable, Hashable {
        /// A commit, tree or blob is missing or damaged.
        case unreadable
        /// More than one parent.
        case parents
        /// The root file is missing, or that of another project or environment.
        case root
        /// The message is not one of ours.
        case message
        /// A file is not the record it should be.
        case record
        /// Message and tree do not agree.
        case contradiction
        /// The key changed without a commit that says so.
        case key
        /// The seal is missing or was not made with the key over this commit.
        case seal
        /// Git does not accept its signature, or it has none.
        case signature
    }

    /// The oldest revision that is wrong, and why.
    package struct Problem: Error, Sendable, Hashable {
        package var revision: String
        package var reason: Reason
        package var message: String
    }

    package init() {}

    package var tip: String?

    /// How many revisions were looked at.
    package var revisions = 0

    /// How many seals were checked with a key, and how many could not be for want of the right one.
    package var sealsChecked = 0
    package var sealsUnchecked = 0

    /// How many signatures git accepted; only if they were asked for.
    package var signaturesChecked = 0

    /// The newest revision whose seal was found good; it vouches for everything before it.
    package var vouchedFor: String?

    /// Whether older revisions are missing because this clone is shallow.
    package var endsAtShallowBoundary = false
    package var problem: Problem?

    /// Whether no seal was checked, so that only mistakes and careless edits would have been found.
    package var isStructureOnly: Bool { sealsChecked == 0 }
}
