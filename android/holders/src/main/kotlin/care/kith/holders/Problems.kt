package care.kith.holders

import care.kith.core.KithException
import care.kith.screens.Problem
import care.kith.screens.Remedy

/** What a failure of the core means to a person: one plain sentence, one thing to do. */
public fun problem(error: KithException): Problem = when (error) {
    is KithException.Retry, is KithException.Internal -> Problem.Unexpected
    is KithException.WaitForNetwork -> network(error.code)
    is KithException.FixInput -> input(error.code)
    is KithException.AskForInvitation -> invitation(error.code)
    is KithException.NotAllowed -> notAllowed(error.code)
    is KithException.Refresh -> Problem.NotThere
    is KithException.Unlock -> Problem.Locked
    is KithException.FreeSpace -> Problem.DeviceFull
    is KithException.UpdateApp -> Problem.UpdateNeeded
    is KithException.CallClinic -> clinic(error.code)
    is KithException.GetHelp -> Problem.Damaged
}

private fun notAllowed(code: String): Problem = when (code) {
    "not-a-member" -> Problem.NotInCircle
    "revoked" -> Problem.Revoked
    "forgotten" -> Problem.Forgotten
    "not-vouched" -> Problem.NotVouched
    "old-word" -> Problem.OldWord
    "oneself" -> Problem.Oneself
    else -> Problem.NotAllowed
}

/** For the rest: no screen offers to send nothing, and the door says itself what a code lacks. */
private fun input(code: String): Problem = when (code) {
    "link.none" -> Problem.NotALink
    "link.cut-off" -> Problem.LinkCutOff
    "link.altered" -> Problem.LinkDamaged
    "link.own" -> Problem.LinkOwn
    "link.already-in" -> Problem.AlreadyIn
    "invitations.too-many" -> Problem.TooManyInvitations
    "name.blank" -> Problem.NameUnfit
    "name.too-long" -> Problem.NameTooLong
    "name.unfit" -> Problem.NameSigns
    "content.too-long" -> Problem.TextTooLong
    "clock" -> Problem.ClockWrong
    else -> Problem.Unexpected
}

private fun network(code: String): Problem =
    if (code == "network.proxy-login") Problem.ProxyLogin else Problem.NoConnection

private fun clinic(code: String): Problem =
    if (code == "relay.untrusted") Problem.Intercepted else Problem.NotTheClinic

private fun invitation(code: String): Problem = when (code) {
    "invitation-used" -> Problem.LinkUsed
    "invitation-expired" -> Problem.LinkExpired
    "invitation-replaced" -> Problem.LinkReplaced
    "invitation-revoked" -> Problem.LinkTakenBack
    "invitation-unknown" -> Problem.LinkUnknown
    "link.web-page" -> Problem.LinkWebPage
    else -> Problem.LinkDamaged
}

/** Where a remedy leads that no screen can carry out itself; `null` for those that it can. */
internal fun way(remedy: Remedy): Go? = when (remedy) {
    Remedy.TryAgain, Remedy.GoBack, Remedy.Understood -> null
    Remedy.Update -> Go.ToUpdate
    Remedy.FreeSpace -> Go.ToDeviceSettings(forSpace = true)
    Remedy.Unlock -> Go.ToLock
    Remedy.StartOver -> Go.ToWelcome
}
