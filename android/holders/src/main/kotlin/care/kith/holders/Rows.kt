package care.kith.holders

import care.kith.core.CircleRow
import care.kith.core.ClinicRow
import care.kith.core.Inbox
import care.kith.core.JoiningStanding
import care.kith.core.PersonRow
import care.kith.core.Reach
import care.kith.core.TimelineRow
import care.kith.screens.Audience
import care.kith.screens.Barred
import care.kith.screens.Clinic
import care.kith.screens.Connection
import care.kith.screens.Doubt
import care.kith.screens.Person
import care.kith.screens.Role
import care.kith.screens.WhyNot
import care.kith.screens.chat.Standing
import care.kith.core.Audience as CoreAudience
import care.kith.core.Doubt as CoreDoubt
import care.kith.core.Role as CoreRole
import care.kith.core.Standing as CoreStanding
import care.kith.core.WhyNot as CoreWhyNot

/** A role as the screens name it. */
internal fun role(role: CoreRole): Role = when (role) {
    CoreRole.PATIENT -> Role.Patient
    CoreRole.PROXY -> Role.Proxy
    CoreRole.FAMILY -> Role.Family
    CoreRole.CLINICIAN -> Role.Clinician
    CoreRole.COORDINATOR -> Role.Coordinator
    CoreRole.ADMINISTRATOR -> Role.Administrator
}

/** A role as the core names it. */
internal fun role(role: Role): CoreRole = when (role) {
    Role.Patient -> CoreRole.PATIENT
    Role.Proxy -> CoreRole.PROXY
    Role.Family -> CoreRole.FAMILY
    Role.Clinician -> CoreRole.CLINICIAN
    Role.Coordinator -> CoreRole.COORDINATOR
    Role.Administrator -> CoreRole.ADMINISTRATOR
}

/** An audience as the screens name it. */
internal fun audience(audience: CoreAudience): Audience = when (audience) {
    CoreAudience.CIRCLE -> Audience.Circle
    CoreAudience.CARE -> Audience.Care
    CoreAudience.PAIR -> Audience.Pair
}

/** An audience as the core names it. */
internal fun audience(audience: Audience): CoreAudience = when (audience) {
    Audience.Circle -> CoreAudience.CIRCLE
    Audience.Care -> CoreAudience.CARE
    Audience.Pair -> CoreAudience.PAIR
}

internal fun person(row: PersonRow): Person =
    Person(row.person, row.name, role(row.role), row.relationship, row.me, row.doubt?.let(::doubt))

/** A doubt as the screens name it. */
internal fun doubt(doubt: CoreDoubt): Doubt = when (doubt) {
    CoreDoubt.OTHER_KEY -> Doubt.OtherKey
    CoreDoubt.DIFFERENT -> Doubt.Different
    CoreDoubt.REVOKED -> Doubt.Revoked
}

/** Why someone may not do something, as the screens name it. */
internal fun whyNot(not: CoreWhyNot): WhyNot = when (not) {
    CoreWhyNot.NOT_THE_PATIENT -> WhyNot.NotThePatient
    CoreWhyNot.NOT_IN_ROOM -> WhyNot.NotInRoom
    CoreWhyNot.REVOKED -> WhyNot.Revoked
    CoreWhyNot.FORGOTTEN -> WhyNot.Forgotten
    CoreWhyNot.NOT_THEIR_ROLE -> WhyNot.NotTheirRole
    CoreWhyNot.NOT_INVITED -> WhyNot.NotInvited
    CoreWhyNot.ONESELF -> WhyNot.Oneself
    CoreWhyNot.NOT_THEIR_WORDS -> WhyNot.NotTheirWords
    CoreWhyNot.NO_WORDS -> WhyNot.NoWords
    CoreWhyNot.NOT_SENT -> WhyNot.NotSent
    CoreWhyNot.NOT_REFUSED -> WhyNot.NotRefused
    CoreWhyNot.TOO_LATE -> WhyNot.TooLate
}

/** Whom a row is from or about; `null` where nobody is known. */
public fun sender(row: TimelineRow): Person? {
    val id = row.sender ?: return null
    val role = row.senderRole ?: return null
    val doubt = row.senderDoubt?.let(::doubt)
    return Person(id, row.senderName.orEmpty(), role(role), row.senderRelationship, row.senderIsMe, doubt)
}

internal fun clinic(row: ClinicRow): Clinic =
    Clinic(row.account.toString(), row.name, row.emergency, row.hours, row.telephone, row.oldSince?.toLong())

/** How fresh a circle of this clinic is. */
internal fun connection(clinic: ClinicRow, asOf: ULong?): Connection =
    Connection(cannotBeReached(clinic.reach), asOf?.toLong(), barred(clinic))

/** How fresh a whole list is: as old as what is oldest in it. */
internal fun connection(inbox: Inbox): Connection = Connection(
    offline = inbox.clinics.any { cannotBeReached(it.reach) },
    asOf = inbox.asOf?.toLong(),
    barred = inbox.clinics.firstNotNullOfOrNull(::barred),
    partly = partly(inbox),
)

/** Whether some clinics can be reached and others cannot. */
internal fun partly(inbox: Inbox): Boolean = inbox.clinics.distinctBy { cannotBeReached(it.reach) }.size > 1

/** Whether what is shown may be old. */
internal fun cannotBeReached(reach: Reach): Boolean = when (reach) {
    Reach.UNKNOWN, Reach.ONLINE -> false
    Reach.OFFLINE, Reach.INTERCEPTED, Reach.PROXY_LOGIN, Reach.CLOCK, Reach.FULL, Reach.STOPPED -> true
}

private fun barred(clinic: ClinicRow): Barred? = when (clinic.reach) {
    Reach.UNKNOWN, Reach.ONLINE, Reach.OFFLINE -> null
    Reach.INTERCEPTED -> Barred.Login(clinic.loginPage)
    Reach.PROXY_LOGIN -> Barred.ProxyLogin
    Reach.CLOCK -> Barred.Clock
    Reach.FULL -> Barred.Full
    Reach.STOPPED -> Barred.Stopped
}

internal fun standing(circle: CircleRow): Standing = when (circle.standing) {
    CoreStanding.MEMBER -> Standing.Member
    CoreStanding.REMOVED -> Standing.Removed
    CoreStanding.REVOKED -> Standing.Revoked
    CoreStanding.FORGOTTEN -> Standing.Forgotten
    CoreStanding.REJOINING -> Standing.Rejoining
}

/** How someone stands to a circle that they were invited to. */
internal fun standing(joining: JoiningStanding): Standing = when (joining) {
    JoiningStanding.WAITING -> Standing.WaitingForPatient
    JoiningStanding.DECLINED -> Standing.Declined
    JoiningStanding.REVOKED -> Standing.Revoked
    JoiningStanding.FORGOTTEN -> Standing.Forgotten
}
