package care.kith.screens.people

import androidx.compose.runtime.Composable
import care.kith.screens.Doubt
import care.kith.screens.Role
import care.kith.screens.design.Ask
import care.kith.screens.design.Button
import care.kith.screens.design.Icon
import care.kith.screens.design.Kith
import care.kith.screens.design.SignedLine
import care.kith.screens.design.Text
import care.kith.screens.design.Weight
import care.kith.screens.nameOf

/** The staff's roles, for which the clinic must vouch. */
internal val Role.isStaff: Boolean
    get() = this == Role.Clinician || this == Role.Coordinator || this == Role.Administrator

/** Says what will happen before it happens. */
@Composable
internal fun QuestionSheet(question: Question, working: Boolean, onEvent: (PeopleEvent) -> Unit) {
    val strings = Kith.strings
    val asked = asked(question)
    val cancel = { onEvent(PeopleEvent.Cancel) }
    Ask(
        asked.title,
        cancel,
        guarded = true,
        answers = {
            Button(
                if (working) strings.stateWorking else asked.yes,
                { onEvent(PeopleEvent.Confirm(question)) },
                weight = if (question.isGrave) Weight.Grave else Weight.Main,
                enabled = !working,
            )
            if (question is Question.Remove) {
                Button(
                    strings.peopleRemoveQuietly,
                    { onEvent(PeopleEvent.Ask(Question.GoOnWithout(question.person))) },
                    weight = Weight.Quiet,
                    enabled = !working,
                )
            }
            Button(strings.actionCancel, cancel, weight = Weight.Other, enabled = !working)
        },
    ) {
        DoubtLine(question.doubt)
        Text(asked.consequence)
    }
}

private data class Asked(val title: String, val consequence: String, val yes: String) {
    override fun toString(): String = nameOf(this)
}

@Composable
private fun asked(question: Question): Asked {
    val strings = Kith.strings
    return when (question) {
        is Question.Approve -> approving(question.invitation)

        is Question.Renew -> Asked(
            strings.peopleAskRenew(question.old.name),
            strings.peopleAskRenewBody,
            strings.peopleYesRenew,
        )

        is Question.Decline -> Asked(
            strings.peopleAskDecline(question.invitation.invitee ?: strings.chatSomeone),
            strings.peopleAskDeclineBody,
            strings.peopleYesDecline,
        )

        is Question.TakeBack -> Asked(
            strings.peopleAskTakeBack,
            strings.peopleAskTakeBackBody,
            strings.peopleYesTakeBack,
        )

        is Question.Remove -> Asked(
            strings.peopleAskRemove(question.person.name),
            strings.peopleAskRemoveBody,
            strings.peopleYesRemove,
        )

        is Question.GoOnWithout -> Asked(
            strings.peopleAskRemoveQuietly(question.person.name),
            strings.peopleAskRemoveQuietlyBody,
            strings.peopleYesRemoveQuietly,
        )

        is Question.StartAnew -> Asked(strings.peopleAskAnew, strings.peopleAskAnewBody, strings.peopleYesAnew)
    }
}

/** Whoever speaks for the patient is asked about in words of their own. */
@Composable
private fun approving(invitation: GivenInvitation): Asked {
    val strings = Kith.strings
    val name = invitation.invitee ?: strings.chatSomeone
    return when {
        invitation.role == Role.Proxy -> Asked(
            strings.peopleAskApproveProxy(name),
            strings.peopleAskApproveProxyBody,
            strings.peopleYesApproveProxy,
        )

        invitation.role.isStaff -> Asked(
            strings.peopleAskApprove(name),
            strings.peopleAskApproveStaff,
            strings.peopleYesApprove,
        )

        else -> Asked(strings.peopleAskApprove(name), strings.peopleAskApproveBody, strings.peopleYesApprove)
    }
}

/** Whether a yes gives away more than a place in the circle, or takes one. */
private val Question.isGrave: Boolean
    get() = this !is Question.Approve || invitation.role == Role.Proxy || doubt != null

/** What stands against whom a yes lets in. */
private val Question.doubt: Doubt?
    get() = when (this) {
        is Question.Approve -> invitation.doubt
        is Question.Renew -> invitation.doubt
        else -> null
    }

private val GivenInvitation.doubt: Doubt?
    get() = (stage as? InvitationStage.Answered)?.known?.doubt

private val GivenInvitation.invitee: String?
    get() = when (val stage = stage) {
        is InvitationStage.Answered -> stage.name.ifEmpty { null }
        is InvitationStage.Approved -> stage.name
        else -> null
    }
