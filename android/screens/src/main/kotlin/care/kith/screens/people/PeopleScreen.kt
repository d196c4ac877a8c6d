package care.kith.screens.people

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.unit.dp
import care.kith.screens.Audience
import care.kith.screens.Content
import care.kith.screens.Doubt
import care.kith.screens.Person
import care.kith.screens.WhyNot
import care.kith.screens.design.Button
import care.kith.screens.design.CallTheClinic
import care.kith.screens.design.Frame
import care.kith.screens.design.Icon
import care.kith.screens.design.InCircle
import care.kith.screens.design.Kith
import care.kith.screens.design.OfflineLine
import care.kith.screens.design.Page
import care.kith.screens.design.Part
import care.kith.screens.design.PersonLine
import care.kith.screens.design.Sheet
import care.kith.screens.design.SignedLine
import care.kith.screens.design.Text
import care.kith.screens.design.TopNote
import care.kith.screens.design.Weight
import care.kith.screens.design.Whole
import care.kith.screens.design.role
import care.kith.screens.design.why
import care.kith.screens.number.Opposite

/** Who is in the circle, who waits, who was asked. */
@Composable
public fun PeopleScreen(state: PeopleState, onEvent: (PeopleEvent) -> Unit, modifier: Modifier = Modifier) {
    val mine = (state.circle as? Content.Ready)?.value?.mine == true
    InCircle(mine) { People(state, onEvent, modifier) }
}

@Composable
private fun People(state: PeopleState, onEvent: (PeopleEvent) -> Unit, modifier: Modifier) {
    Frame(Kith.strings.peopleTitle, modifier, onBack = { onEvent(PeopleEvent.Back) }, under = state.title) {
        OfflineLine(state.connection)
        Whole(state.circle, { onEvent(PeopleEvent.Resolve(it)) }) { circle ->
            TopNote(state.problem) { onEvent(PeopleEvent.Resolve(it)) }
            Page(Arrangement.spacedBy(20.dp)) { Everyone(circle, state.telephone, onEvent) }
        }
    }
    state.question?.let { QuestionSheet(it, state.working, onEvent) }
}

@Composable
private fun Everyone(circle: CirclePeople, telephone: String?, onEvent: (PeopleEvent) -> Unit) {
    val strings = Kith.strings
    val (answered, others) = circle.invitations.partition { it.stage is InvitationStage.Answered }
    if (answered.isNotEmpty()) {
        Part(strings.peoplePendingTitle) {
            answered.forEach { Waiting(it, it.stage as InvitationStage.Answered, telephone, onEvent) }
        }
    }
    if (circle.members.size <= 1) {
        Sheet {
            Text(strings.peopleAloneTitle, style = Kith.type.strong)
            Text(strings.peopleAloneBody)
        }
    }
    circle.members.forEach { Here(it, onEvent) }
    if (circle.whyNot == null) {
        Button(strings.peopleInvite, { onEvent(PeopleEvent.Invite) }, icon = Icon.Add)
    } else {
        SignedLine(Icon.Info, undecided(circle.whyNot))
    }
    if (others.isNotEmpty()) {
        Part(strings.peopleInvitedTitle) { others.forEach { Asked(it, onEvent) } }
    }
    if (circle.whyNot == null) {
        Part(strings.peopleAnewTitle) {
            Text(strings.peopleAnewBody)
            Button(strings.peopleAnew, { onEvent(PeopleEvent.Ask(Question.StartAnew)) }, weight = Weight.Quiet)
        }
    }
}

@Composable
private fun Here(member: Member, onEvent: (PeopleEvent) -> Unit) {
    val strings = Kith.strings
    Sheet {
        PersonLine(member.person) {
            val soft = Kith.colours.inkSoft
            val all = Audience.Care in member.reads
            SignedLine(
                if (all) Icon.Check else Icon.People,
                if (all) strings.peopleReadsAll else strings.peopleReadsCircle,
                soft,
            )
            Text(strings.peopleSince(Kith.moments.day(member.since)), style = Kith.type.small, colour = soft)
        }
        if (member.person.role.isStaff) Speaks(member.vouched)
        if (!member.person.me) {
            Checked(member.known)
            Compare(PeopleEvent.Compare(member.person.id, member.person.name, Opposite.Inside), onEvent)
        }
        Alone(member, onEvent)
        if (member.removable) {
            Button(
                strings.peopleRemove(member.person.name),
                { onEvent(PeopleEvent.Ask(Question.Remove(member.person))) },
                weight = Weight.Quiet,
            )
        }
    }
}

/** The way to a talk with someone alone, or that there is none now. */
@Composable
private fun Alone(member: Member, onEvent: (PeopleEvent) -> Unit) {
    val name = member.person.name
    val alone = member.alone ?: return
    if (alone.whyNot == null) {
        val talk = { onEvent(PeopleEvent.TalkAlone(member.person.id)) }
        Button(Kith.strings.peopleTalkAlone(name), talk, weight = Weight.Other)
    } else {
        SignedLine(Icon.Info, Kith.strings.peopleNotAlone(name))
    }
}

/** Why someone does not say who is in the circle. */
@Composable
private fun undecided(not: WhyNot): String =
    if (not == WhyNot.NotThePatient) Kith.strings.peopleOnlyPatient else Kith.strings.why(not)

/** Whether the clinic speaks for one of its staff. */
@Composable
private fun Speaks(vouched: Boolean) {
    val strings = Kith.strings
    if (vouched) {
        SignedLine(Icon.Check, strings.peopleVouched, Kith.colours.inkSoft)
    } else {
        SignedLine(Icon.Alert, strings.peopleRevoked, Kith.colours.alarmInk, style = Kith.type.body)
    }
}

/** What is known of someone's number. */
@Composable
private fun Checked(known: Known) {
    val strings = Kith.strings
    known.checked?.let { SignedLine(Icon.Check, strings.peopleChecked(Kith.moments.day(it)), Kith.colours.accent) }
    DoubtLine(known.doubt)
}

/** What stands against taking someone for whom they are called; of staff the clinic's own word is beside it. */
@Composable
internal fun DoubtLine(doubt: Doubt?) {
    val words = when (doubt) {
        Doubt.OtherKey -> Kith.strings.peopleOtherKey
        Doubt.Different -> Kith.strings.peopleDifferent
        Doubt.Revoked, null -> return
    }
    SignedLine(Icon.Alert, words, Kith.colours.alarmInk, style = Kith.type.body)
}

@Composable
private fun Compare(compare: PeopleEvent.Compare, onEvent: (PeopleEvent) -> Unit, weight: Weight = Weight.Other) {
    Button(Kith.strings.peopleCompare, { onEvent(compare) }, weight = weight)
}

@Composable
private fun Waiting(
    invitation: GivenInvitation,
    answer: InvitationStage.Answered,
    telephone: String?,
    onEvent: (PeopleEvent) -> Unit,
) {
    val strings = Kith.strings
    Sheet(ground = Kith.colours.notice) {
        val name = answer.name.ifEmpty { strings.chatSomeone }
        PersonLine(Person(invitation.id, name, invitation.role, invitation.relationship))
        val staff = invitation.role.isStaff
        val vouched = answer.word == ClinicsWord.Vouches
        when {
            !staff -> SignedLine(Icon.Info, strings.peopleTyped, style = Kith.type.body)
            vouched -> SignedLine(Icon.Check, strings.peopleNamed, style = Kith.type.body)
            else -> SignedLine(Icon.Alert, refused(answer.word), Kith.colours.alarmInk, style = Kith.type.body)
        }
        answer.asOf?.let { SignedLine(Icon.Info, strings.peopleOld(Kith.moments.day(it)), style = Kith.type.body) }
        Checked(answer.known)
        // Another device under a name that was checked, or another number: comparing comes first.
        val compare = PeopleEvent.Compare(answer.id, answer.name, Opposite.Comer)
        val doubted = answer.known.doubt != null
        Compare(compare, onEvent, if (doubted) Weight.Main else Weight.Other)
        answer.like?.let { Resembling(invitation, it, waits = answer.asOf != null, onEvent) }
        // Nobody gets in as staff for whom the clinic does not vouch: there is no yes to be offered, but the clinic's
        // own word to be asked for.
        if (!staff || vouched) {
            Button(
                strings.peopleApprove,
                { onEvent(PeopleEvent.Ask(Question.Approve(invitation))) },
                weight = if (doubted) Weight.Other else Weight.Main,
            )
        } else {
            CallTheClinic(telephone, { onEvent(PeopleEvent.Call(it)) })
        }
        Button(
            strings.peopleDecline,
            { onEvent(PeopleEvent.Ask(Question.Decline(invitation))) },
            weight = Weight.Other,
        )
    }
}

/** Why somebody does not come in as one of the clinic's staff. */
@Composable
private fun refused(word: ClinicsWord): String = when (word) {
    ClinicsWord.Vouches, ClinicsWord.Nothing -> Kith.strings.peopleNotVouched
    ClinicsWord.OtherRole -> Kith.strings.peopleOtherRole
    ClinicsWord.Nameless -> Kith.strings.peopleUntold
    ClinicsWord.Revoked -> Kith.strings.peopleRevoked
}

/** Someone has such a name: another one, or the same with a new phone, which only the patient can know. */
@Composable
private fun Resembling(
    invitation: GivenInvitation,
    like: Like,
    waits: Boolean,
    onEvent: (PeopleEvent) -> Unit,
) {
    val strings = Kith.strings
    val words = when (like.likeness) {
        Likeness.Waiting -> strings.peopleLikeWaiting(like.name)
        Likeness.Inside -> strings.peopleLike(like.name)
        Likeness.PerhapsTheSame -> strings.peopleSame(like.name)
    }
    SignedLine(Icon.Alert, words, Kith.colours.alarmInk, style = Kith.type.body)
    // While the new one would have to wait, the old one stays.
    if (like.likeness == Likeness.PerhapsTheSame && !waits) {
        Button(
            strings.peopleRenew,
            { onEvent(PeopleEvent.Ask(Question.Renew(invitation, like))) },
            weight = Weight.Other,
        )
    }
}

/** What can be taken back, or given out anew. */
private val Unanswered = setOf(
    InvitationStage.Open,
    InvitationStage.Unsent,
    InvitationStage.Expired,
    InvitationStage.Refused,
    InvitationStage.Spoiled,
)

@Composable
private fun Asked(invitation: GivenInvitation, onEvent: (PeopleEvent) -> Unit) {
    val strings = Kith.strings
    Sheet {
        Text(strings.role(invitation.role, invitation.relationship, Kith.mine), style = Kith.type.strong)
        when (val stage = invitation.stage) {
            InvitationStage.Open -> Text(strings.peopleOpen(Kith.moments.day(invitation.expires)))
            InvitationStage.Unsent -> Text(strings.peopleUnsent)
            InvitationStage.Expired -> Text(strings.peopleExpired)
            InvitationStage.Refused -> Text(strings.peopleRefused)
            InvitationStage.Spoiled -> Text(strings.peopleSpoiled)
            is InvitationStage.Approved -> Text(strings.peopleApproved(stage.name.ifEmpty { strings.chatSomeone }))
            is InvitationStage.Answered -> Text(strings.peopleAnswered(stage.name))
        }
        (invitation.stage as? InvitationStage.Approved)?.asOf?.let { Text(strings.peopleOld(Kith.moments.day(it))) }
        if (invitation.stage in Unanswered) {
            Button(
                strings.peopleReissue,
                { onEvent(PeopleEvent.Reissue(invitation.id)) },
                weight = Weight.Other,
                icon = Icon.Again,
            )
            Button(
                strings.peopleTakeBack,
                { onEvent(PeopleEvent.Ask(Question.TakeBack(invitation))) },
                weight = Weight.Quiet,
            )
        }
    }
}
