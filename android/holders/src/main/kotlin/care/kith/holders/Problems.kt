package care.kith.holders

import care.kith.core.KithException
import care.kith.core.problemOf
import care.kith.screens.Problem
import care.kith.screens.Remedy
import care.kith.core.Problem as CoreProblem

/** What a failure of the core means to a person: one plain sentence, one thing to do. */
public fun problem(error: KithException): Problem = problem(problemOf(error))

/** A problem as the screens name it. */
internal fun problem(problem: CoreProblem): Problem = when (problem) {
    CoreProblem.NO_CONNECTION -> Problem.NoConnection
    CoreProblem.NOT_A_LINK -> Problem.NotALink
    CoreProblem.LINK_CUT_OFF -> Problem.LinkCutOff
    CoreProblem.LINK_DAMAGED -> Problem.LinkDamaged
    CoreProblem.LINK_WEB_PAGE -> Problem.LinkWebPage
    CoreProblem.LINK_OWN -> Problem.LinkOwn
    CoreProblem.ALREADY_IN -> Problem.AlreadyIn
    CoreProblem.LINK_EXPIRED -> Problem.LinkExpired
    CoreProblem.LINK_USED -> Problem.LinkUsed
    CoreProblem.LINK_REPLACED -> Problem.LinkReplaced
    CoreProblem.LINK_TAKEN_BACK -> Problem.LinkTakenBack
    CoreProblem.LINK_UNKNOWN -> Problem.LinkUnknown
    CoreProblem.NOT_THE_CLINIC -> Problem.NotTheClinic
    CoreProblem.INTERCEPTED -> Problem.Intercepted
    CoreProblem.PROXY_LOGIN -> Problem.ProxyLogin
    CoreProblem.CLOCK_WRONG -> Problem.ClockWrong
    CoreProblem.NAME_UNFIT -> Problem.NameUnfit
    CoreProblem.NAME_TOO_LONG -> Problem.NameTooLong
    CoreProblem.NAME_SIGNS -> Problem.NameSigns
    CoreProblem.TEXT_TOO_LONG -> Problem.TextTooLong
    CoreProblem.NO_SIGN -> Problem.NoSign
    CoreProblem.TOO_MANY_INVITATIONS -> Problem.TooManyInvitations
    CoreProblem.TOO_MANY_LATER -> Problem.TooManyLater
    CoreProblem.NOT_VOUCHED -> Problem.NotVouched
    CoreProblem.OLD_WORD -> Problem.OldWord
    CoreProblem.ONESELF -> Problem.Oneself
    CoreProblem.REVOKED -> Problem.Revoked
    CoreProblem.FORGOTTEN -> Problem.Forgotten
    CoreProblem.NOT_ALLOWED -> Problem.NotAllowed
    CoreProblem.NOT_IN_CIRCLE -> Problem.NotInCircle
    CoreProblem.NOT_THERE -> Problem.NotThere
    CoreProblem.TAKEN_BACK -> Problem.TakenBack
    CoreProblem.NOT_SENT -> Problem.NotSent
    CoreProblem.TOO_LATE -> Problem.TooLate
    CoreProblem.DEVICE_FULL -> Problem.DeviceFull
    CoreProblem.UPDATE_NEEDED -> Problem.UpdateNeeded
    CoreProblem.LOCKED -> Problem.Locked
    CoreProblem.DAMAGED -> Problem.Damaged
    CoreProblem.UNEXPECTED -> Problem.Unexpected
}

/** Where a remedy leads that no screen can carry out itself; `null` for those that it can. */
internal fun way(remedy: Remedy): Go? = when (remedy) {
    Remedy.TryAgain, Remedy.GoBack, Remedy.Understood -> null
    Remedy.Update -> Go.ToUpdate
    Remedy.FreeSpace -> Go.ToDeviceSettings(forSpace = true)
    Remedy.Unlock -> Go.ToLock
    Remedy.StartOver -> Go.ToWelcome
}
