package care.kith.screens

/** The one thing to do about a [Problem]. */
public enum class Remedy {
    /** Do the same again; nothing was lost. */
    TryAgain,

    /** Go back to where one came from, and change something or leave it. */
    GoBack,

    /** Take note of it, and change what one was about to do. */
    Understood,

    /** Get a newer Kith. */
    Update,

    /** Make room on the device: its own settings. */
    FreeSpace,

    /** Open the lock. */
    Unlock,

    /** Begin anew with a new invitation. */
    StartOver,
}

/**
 * What went wrong. Each has one plain sentence (`problem.*` among the strings) and one [remedy].
 */
public enum class Problem(public val remedy: Remedy) {
    /** The clinic's computer cannot be reached; it goes on by itself. */
    NoConnection(Remedy.TryAgain),

    /** Not an invitation at all. */
    NotALink(Remedy.Understood),

    /** The end of the link is missing, or its beginning. */
    LinkCutOff(Remedy.Understood),

    /** A part of the link was changed. */
    LinkDamaged(Remedy.Understood),

    /** The link opens as a web page, which may have read it. */
    LinkWebPage(Remedy.GoBack),

    /** Another app on this device opens such links too, and this one was opened by touching it. */
    LinkOtherApp(Remedy.Understood),

    /** The person made the invitation themselves. */
    LinkOwn(Remedy.Understood),

    /** The person is in that circle. */
    AlreadyIn(Remedy.GoBack),

    /** The invitation's time is over. */
    LinkExpired(Remedy.GoBack),

    /** Someone used the invitation already. */
    LinkUsed(Remedy.GoBack),

    /** A newer invitation was given out in place of it. */
    LinkReplaced(Remedy.GoBack),

    /** Whoever gave it out took it back. */
    LinkTakenBack(Remedy.GoBack),

    /** The clinic does not know the invitation: it was made without a network, or long ago. */
    LinkUnknown(Remedy.TryAgain),

    /** The documents are not the invited clinic's: someone may stand between. */
    NotTheClinic(Remedy.GoBack),

    /** Something else answers in the clinic's place: a network that wants a login, or who means harm. */
    Intercepted(Remedy.TryAgain),

    /** The network's proxy wants a name and a password. */
    ProxyLogin(Remedy.TryAgain),

    /** The device's clock says a time that cannot be. */
    ClockWrong(Remedy.TryAgain),

    /** No name was given, or one in which nothing is to be seen. */
    NameUnfit(Remedy.Understood),

    /** A name, or what the patient calls someone, is too long. */
    NameTooLong(Remedy.Understood),

    /** There are signs in a name that do not belong there. */
    NameSigns(Remedy.Understood),

    /** A message or another text is too long. */
    TextTooLong(Remedy.Understood),

    /** What was to be put to a message is no emoji. */
    NoSign(Remedy.Understood),

    /** As many invitations are open as there may be. */
    TooManyInvitations(Remedy.Understood),

    /** As many messages wait for their time as may in one conversation. */
    TooManyLater(Remedy.Understood),

    /** The clinic does not vouch for who would come in as its staff. */
    NotVouched(Remedy.Understood),

    /** What the clinic said last is too old to let a new phone of its staff in. */
    OldWord(Remedy.Understood),

    /** A patient does not leave her own circle. */
    Oneself(Remedy.Understood),

    /** The clinic has closed the way of this device. */
    Revoked(Remedy.Understood),

    /** Nobody who invited the person holds them any more. */
    Forgotten(Remedy.Understood),

    /** The person's role does not allow it. */
    NotAllowed(Remedy.Understood),

    /** The person is not in the circle now. */
    NotInCircle(Remedy.GoBack),

    /** There is no such thing here any more. */
    NotThere(Remedy.GoBack),

    /** The message was deleted by whoever wrote it. */
    TakenBack(Remedy.Understood),

    /** The message was not sent, and nobody else has it. */
    NotSent(Remedy.Understood),

    /** It is too long ago to be undone. */
    TooLate(Remedy.Understood),

    /** The device has no room left. */
    DeviceFull(Remedy.FreeSpace),

    /** What is here was written by a newer Kith. */
    UpdateNeeded(Remedy.Update),

    /** The lock is closed. */
    Locked(Remedy.Unlock),

    /** What is here cannot be read any more. */
    Damaged(Remedy.StartOver),

    /** Anything else; nothing was lost. */
    Unexpected(Remedy.TryAgain),
}
