/// What no readable source tells about the service, one property per open question.
///
/// Everything else in this target follows documented behaviour of the Akeyless API. Each property here is a guess:
/// its default is the answer thought most likely, a test may flip it to see how a client copes with the other answer,
/// and the first run against a live account corrects it in this one place.
package struct ServiceGuesses: Sendable {
    /// Status and code of one kind of refusal whose wire form is unknown.
    package struct Refused: Sendable {
        package var status: Int
        package var code: String
        package var detail: String

        package init(_ status: Int, _ code: String, _ detail: String) {
            self.status = status
            self.code = code
            self.detail = detail
        }
    }

    /// Guess: creating on a taken name is a conflict whose text says so (`%` is the name).
    package var nameTaken = Refused(409, "Conflict", "item with the name % already exists")
    /// Guess: a token past its expiry.
    package var tokenExpired = Refused(401, "InvalidToken", "token is expired")
    /// Guess: a token that was issued once and has been replaced or revoked since.
    package var tokenRevoked = Refused(401, "InvalidToken", "token is no longer valid")
    /// Guess: a token that was never issued, or none at all.
    package var tokenUnknown = Refused(401, "InvalidToken", "token is invalid")
    /// Guess: a login with an unknown access id or the wrong proof.
    package var loginRefused = Refused(401, "InvalidCredentials", "access authentication failed")
    /// Guess: a certificate login that fails; the text is one seen in the wild.
    package var certificateRefused = Refused(
        401, "InvalidCredentials", "failed to verify client certificate (signer or expiration)")
    /// Guess: deleting an item under delete protection.
    package var itemProtected = Refused(403, "ItemDeletionProtected", "item % is protected from deletion")
    /// Guess: writing a value above the documented 16 KB.
    package var valueTooLarge = Refused(400, "InvalidParam", "secret value too long. maximum length is 16384")
    /// Guess: a name the account's rules forbid.
    package var nameForbidden = Refused(400, "InvalidParam", "invalid item name")
    /// Guess: asking for the value of an item of another type.
    package var wrongItemType = Refused(400, "InvalidItemType", "item % is of another type")
    /// Guess: reading a disabled item or version.
    package var itemDisabled = Refused(403, "ItemDisabled", "item % is disabled")
    /// Guess: a `last-version` that is not the current one, where ``checksLastVersion`` is on.
    package var lastVersionMismatch = Refused(409, "Conflict", "last version of % does not match")

    /// Guess: the status of `unknown command`; sources record the text alone.
    package var unknownCommandStatus = 404
    /// Guess: `validate-token` answers 200 and `is_valid: false` for a bad token, not an error.
    package var validateTokenAnswersInvalid = true
    /// Guess: `last-version` of update-secret-val is ignored.
    package var checksLastVersion = false
    /// Guess: one absent or forbidden name fails a whole get-secret-value; otherwise its key is left out.
    package var oneBadNameFailsTheBatch = true
    /// Guess: get-rotated-secret-value takes an array although the SDK declares one string.
    package var rotatedNamesMayBeArray = true
    /// Guess: a negative `version` nests the values by version number under the name.
    package var negativeVersionNests = true
    /// Guess: a universal identity token is also accepted in the field `token`.
    package var uidTokenWorksAsToken = true
    /// Guess: `path` lists one level even without `current-folder`; otherwise deeper items are mixed in.
    package var pathListsOneLevel = true
    /// Guess: `auto-pagination` does not change the page size; otherwise `enabled` returns everything at once.
    package var autoPaginationKeepsPages = true
    /// Guess: `minimal-view` keeps these members.
    package var minimalViewMembers: Set<String> = [
        "item_id", "item_name", "item_type", "item_sub_type", "last_version", "modification_date",
    ]
    /// Guess: `modified-after` includes the second it names.
    package var modifiedAfterIsInclusive = true
    /// Guess: a new name or other metadata moves the modification date of an item.
    package var metadataMovesTheDate = true
    /// Guess: names differ when their case differs.
    package var namesAreCaseSensitive = true
    /// Guess: an empty value may be stored.
    package var emptyValueIsAllowed = true
    /// Guess: characters an account forbids in new names; the real default is not published.
    package var forbiddenNameCharacters: Set<Character> = []
    /// Guess: the longest name, in bytes; no limit is documented.
    package var maximumNameLength: Int?
    /// Guess: the largest number of names per read; no limit is documented.
    package var maximumNamesPerRead: Int?
    /// Guess: the life of a session whose identity names none, in seconds.
    package var sessionLifetime = 3600
    /// Guess: `expiration` of a login answer is spelled as Go prints a time; otherwise RFC 3339.
    package var expirationUsesGoLayout = true
    /// Guess: an item is shown by describe-item to whoever may list or read it.
    package var listOrReadShowsAnItem = true
    /// Guess: deleting the only version of an item deletes the item.
    package var deletingTheOnlyVersionDeletesTheItem = true

    package init() {}
}
