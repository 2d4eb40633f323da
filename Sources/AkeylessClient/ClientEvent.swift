/// What a person in front of the screen may want to know while a call is taking its time.
package enum ClientEvent: Sendable {
    /// A request will be repeated after a wait of more than two seconds.
    case waiting(Duration, because: AkeylessError)
    /// The service asked for fewer requests; those under way at once were halved.
    case throttled
    /// A session that should still have been good was refused, and a new one is being made.
    case loggingInAgain
}
