package care.kith.screens.design

import androidx.compose.runtime.Composable
import androidx.compose.runtime.ReadOnlyComposable
import care.kith.screens.Audience
import care.kith.screens.Doubt
import care.kith.screens.Person
import care.kith.screens.Problem
import care.kith.screens.Remedy
import care.kith.screens.Role
import care.kith.screens.WhyNot
import care.kith.strings.Strings
import care.kith.strings.isolated

/** The word for a role. */
public fun Strings.role(role: Role): String = when (role) {
    Role.Patient -> rolePatient
    Role.Proxy -> roleProxy
    Role.Family -> roleFamily
    Role.Clinician -> roleClinician
    Role.Coordinator -> roleCoordinator
    Role.Administrator -> roleAdministrator
}

/** The word for a role; to the patient, whose circle it is if it is [mine], it says "you". */
public fun Strings.role(role: Role, mine: Boolean): String =
    if (mine && role == Role.Proxy) roleProxyOfYou else role(role)

/** The word for someone's role, with the patient's own word for them if there is one, and what stands against them. */
public fun Strings.role(person: Person, mine: Boolean = false): String {
    val role = role(person.role, person.relationship, mine)
    return when (val doubt = person.doubt) {
        null -> role
        Doubt.Revoked -> doubt(doubt)
        Doubt.OtherKey, Doubt.Different -> "${isolated(role)} · ${isolated(doubt(doubt))}"
    }
}

/** Who says something, where their role does not stand beside it: what stands against them does, all the same. */
public fun Strings.sender(person: Person): String =
    person.doubt?.let { "${isolated(person.name)} · ${isolated(doubt(it))}" } ?: person.name

private fun Strings.doubt(doubt: Doubt): String = when (doubt) {
    Doubt.OtherKey -> roleOtherDevice
    Doubt.Different -> roleOtherNumber
    Doubt.Revoked -> roleNotOfClinic
}

/** The word for [role], with the patient's own word if there is one. */
public fun Strings.role(role: Role, relationship: String, mine: Boolean = false): String =
    if (relationship.isBlank()) role(role, mine) else "${isolated(role(role, mine))} · ${isolated(relationship)}"

/** Someone's name, and that it is oneself. */
public fun Strings.name(person: Person): String =
    if (person.me) "${isolated(person.name)} (${isolated(roleYou)})" else person.name

/** What the circle of someone called [name] is called. */
public fun Strings.ownCircle(name: String): String = inboxCircleOf(name)

/** The word for who reads something. */
public fun Strings.audience(audience: Audience): String = when (audience) {
    Audience.Circle -> audienceCircle
    Audience.Care -> audienceCare
    Audience.Pair -> audiencePair
}

/** `Ana, Rosa and Joy`. */
public fun Strings.list(names: List<String>): String = when (names.size) {
    0 -> ""
    1 -> names.single()
    else -> chatAnd(names.dropLast(1).reduce { a, b -> chatListed(a, b) }, names.last())
}

/** One plain sentence about a problem. */
public fun Strings.sentence(problem: Problem): String = when (problem) {
    Problem.NoConnection -> problemNoConnection
    Problem.NotALink -> problemNotALink
    Problem.LinkCutOff -> problemLinkCutOff
    Problem.LinkDamaged -> problemLinkDamaged
    Problem.LinkWebPage -> problemLinkWebPage
    Problem.LinkOtherApp -> problemLinkOtherApp
    Problem.LinkOwn -> problemLinkOwn
    Problem.AlreadyIn -> problemAlreadyIn
    Problem.LinkExpired -> problemLinkExpired
    Problem.LinkUsed -> problemLinkUsed
    Problem.LinkReplaced -> problemLinkReplaced
    Problem.LinkTakenBack -> problemLinkTakenBack
    Problem.LinkUnknown -> problemLinkUnknown
    Problem.NotTheClinic -> problemNotTheClinic
    Problem.Intercepted -> problemIntercepted
    Problem.ProxyLogin -> problemProxyLogin
    Problem.ClockWrong -> problemClockWrong
    Problem.NameUnfit -> problemNameUnfit
    Problem.NameTooLong -> problemNameTooLong
    Problem.NameSigns -> problemNameSigns
    Problem.TextTooLong -> problemTextTooLong
    Problem.NoSign -> problemNoSign
    Problem.TooManyInvitations -> problemTooManyInvitations
    Problem.TooManyLater -> problemTooManyLater
    Problem.NotVouched -> problemNotVouched
    Problem.OldWord -> problemOldWord
    Problem.Oneself -> problemOneself
    Problem.Revoked -> problemRevoked
    Problem.Forgotten -> problemForgotten
    Problem.NotAllowed -> problemNotAllowed
    Problem.NotInCircle -> problemNotInCircle
    Problem.NotThere -> problemNotThere
    Problem.TakenBack -> problemTakenBack
    Problem.NotSent -> whyNotSent
    Problem.TooLate -> problemTooLate
    Problem.DeviceFull -> problemDeviceFull
    Problem.UpdateNeeded -> problemUpdateNeeded
    Problem.Locked -> problemLocked
    Problem.Damaged -> problemDamaged
    Problem.Unexpected -> problemUnexpected
}

/** One plain sentence about why someone may not do something. */
public fun Strings.why(not: WhyNot): String = when (not) {
    WhyNot.NotThePatient -> problemNotAllowed
    WhyNot.NotInRoom -> problemNotInCircle
    WhyNot.Revoked -> problemRevoked
    WhyNot.Forgotten -> problemForgotten
    WhyNot.NotTheirRole -> whyNotTheirRole
    WhyNot.NotInvited -> whyNotInvited
    WhyNot.Oneself -> problemOneself
    WhyNot.NotTheirWords -> whyNotTheirWords
    WhyNot.NoWords -> whyNoWords
    WhyNot.NotSent -> whyNotSent
    WhyNot.NotRefused -> whyNotRefused
    WhyNot.TooLate -> whyTooLate
}

/** What stands over the sentence about a problem where it has the whole screen; `null`: the sentence is enough. */
public fun Strings.title(problem: Problem): String? = when (problem) {
    Problem.DeviceFull -> problemFullTitle
    Problem.UpdateNeeded -> problemUpdateTitle
    Problem.Locked -> problemLockedTitle
    Problem.Damaged -> problemDamagedTitle
    else -> null
}

/** What the button for a remedy says. */
public fun Strings.remedy(remedy: Remedy): String = when (remedy) {
    Remedy.TryAgain -> actionTryAgain
    Remedy.GoBack -> actionGoBack
    Remedy.Understood -> actionUnderstood
    Remedy.Update -> actionUpdate
    Remedy.FreeSpace -> actionFreeSpace
    Remedy.Unlock -> actionUnlock
    Remedy.StartOver -> actionStartOver
}

@Composable
@ReadOnlyComposable
internal fun sentence(problem: Problem): String = Kith.strings.sentence(problem)

@Composable
@ReadOnlyComposable
internal fun title(problem: Problem): String? = Kith.strings.title(problem)

@Composable
@ReadOnlyComposable
internal fun remedy(remedy: Remedy): String = Kith.strings.remedy(remedy)
