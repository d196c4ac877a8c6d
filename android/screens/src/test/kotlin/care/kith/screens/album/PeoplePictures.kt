package care.kith.screens.album

import androidx.compose.runtime.Composable
import care.kith.screens.Audience
import care.kith.screens.Content
import care.kith.screens.Doubt
import care.kith.screens.Problem
import care.kith.screens.Role
import care.kith.screens.WhyNot
import care.kith.screens.invite.InviteScreen
import care.kith.screens.number.Compared
import care.kith.screens.number.NumberScreen
import care.kith.screens.number.NumberState
import care.kith.screens.number.Opposite
import care.kith.screens.number.PairNumber
import care.kith.screens.people.Alone
import care.kith.screens.people.CirclePeople
import care.kith.screens.people.ClinicsWord
import care.kith.screens.people.GivenInvitation
import care.kith.screens.people.InvitationStage
import care.kith.screens.people.Known
import care.kith.screens.people.Like
import care.kith.screens.people.Likeness
import care.kith.screens.people.Member
import care.kith.screens.people.PeopleScreen
import care.kith.screens.people.PeopleState
import care.kith.screens.people.Question
import care.kith.screens.pictures.Look
import care.kith.screens.pictures.Picture
import care.kith.screens.samples.DAY
import care.kith.screens.samples.NOW
import care.kith.screens.welcome.Camera

internal fun MutableList<Picture>.people() {
    fun at(state: PeopleState): @Composable () -> Unit = { PeopleScreen(state, {}) }
    state("people-loading", content = at(plain.people().copy(circle = Content.Loading)))
    state("people-error", content = at(plain.people().copy(circle = Content.Failed(Problem.NotInCircle))))
    state(
        "people-alone",
        content = at(plain.people().copy(circle = Content.Ready(CirclePeople(null, plain.members.take(1))))),
    )
    state(
        "people-not-mine-offline",
        800,
        at(
            plain.people().copy(
                connection = plain.offline,
                circle = Content.Ready(CirclePeople(WhyNot.NotThePatient, plain.others)),
            ),
        ),
    )

    fun staff(word: ClinicsWord) =
        GivenInvitation("i3", Role.Clinician, "", NOW + DAY, InvitationStage.Answered("Kim Nobody", word))
    val invitations = listOf(
        staff(ClinicsWord.Vouches),
        staff(ClinicsWord.Revoked),
        plain.open.copy(stage = InvitationStage.Expired),
        plain.open.copy(id = "i5", stage = InvitationStage.Unsent),
        plain.open.copy(id = "i6", stage = InvitationStage.Refused),
        plain.open.copy(id = "i7", stage = InvitationStage.Spoiled),
        plain.answered.copy(id = "i4", stage = InvitationStage.Approved(cast.proxy.name)),
    )
    state(
        "people-invitations",
        2460,
        at(plain.people().copy(circle = Content.Ready(CirclePeople(null, plain.members.take(2), invitations)))),
    )

    fun asking(question: Question, working: Boolean = false) = plain.people().copy(
        question = question,
        working = working,
    )
    state("people-ask-approve", content = at(asking(Question.Approve(plain.answered))))
    val daughter = plain.answered.copy(
        role = Role.Family,
        stage = InvitationStage.Answered(cast.daughter.name),
    )
    val likes = Likeness.entries.reversed().mapIndexed { i, likeness ->
        val like = Like("p$i", cast.daughter.name, likeness)
        val answer = InvitationStage.Answered(cast.daughter.name, like = like)
        daughter.copy(id = "like $i", stage = answer)
    }
    state(
        "people-look-alike",
        2260,
        at(plain.people().copy(circle = Content.Ready(CirclePeople(null, plain.members.take(2), likes)))),
    )
    state("people-ask-approve-family", content = at(asking(Question.Approve(daughter))))
    add(
        Picture("people-ask-approve-large", Look.Large) { PeopleScreen(asking(Question.Approve(plain.answered)), {}) },
    )
    state("people-ask-approve-staff", content = at(asking(Question.Approve(staff(ClinicsWord.Vouches)))))
    state("people-ask-decline", content = at(asking(Question.Decline(plain.answered))))
    state("people-ask-take-back", content = at(asking(Question.TakeBack(plain.open))))
    state("people-ask-remove", content = at(asking(Question.Remove(cast.daughter))))
    state("people-ask-go-on-without", content = at(asking(Question.GoOnWithout(cast.daughter))))
    state("people-removing", content = at(asking(Question.Remove(cast.daughter), working = true)))
    add(Picture("people-ask-remove-large", Look.Large) { PeopleScreen(asking(Question.Remove(cast.daughter)), {}) })
    state("people-problem", 900, at(plain.people().copy(problem = Problem.NoConnection)))
}

/** What cannot be done. */
internal fun MutableList<Picture>.barred() {
    state("people-revoked", 900) {
        PeopleScreen(
            plain.people().copy(circle = Content.Ready(CirclePeople(WhyNot.Revoked, plain.others, mine = true))),
            {},
        )
    }
    val notVouched = plain.members.map { member ->
        if (member.person == cast.nurse) {
            member.copy(vouched = false, alone = Alone(WhyNot.NotInRoom), known = Known())
        } else {
            member
        }
    }
    state("people-not-alone", 1000) {
        PeopleScreen(plain.people().copy(circle = Content.Ready(CirclePeople(null, notVouched))), {})
    }
}

/** Where it is not sure who someone is, or for whom the clinic speaks. */
internal fun MutableList<Picture>.unsure() {
    fun answered(answer: InvitationStage.Answered) = GivenInvitation("i8", Role.Clinician, "", NOW + DAY, answer)
    state("people-ask-anew") { PeopleScreen(plain.people().copy(question = Question.StartAnew), {}) }
    val known = InvitationStage.Answered("Kim Nobody", ClinicsWord.Vouches, known = Known(checked = NOW - DAY))
    val words = listOf(ClinicsWord.Nothing, ClinicsWord.OtherRole, ClinicsWord.Nameless)
    val strangers = words.map { word ->
        answered(InvitationStage.Answered("", word)).copy(id = "i-$word")
    }
    state("people-strangers", 1700) {
        val circle = CirclePeople(null, plain.members.take(1), strangers)
        PeopleScreen(plain.people().copy(circle = Content.Ready(circle)), {})
    }
    val unsure = listOf(
        answered(known.copy(known = Known(doubt = Doubt.Different))).copy(id = "i10"),
        answered(known.copy(asOf = NOW - 9 * DAY)),
        answered(known.copy(known = Known(doubt = Doubt.OtherKey))),
        answered(known).copy(id = "i9", stage = InvitationStage.Approved("Kim Nobody", asOf = NOW - 9 * DAY)),
    )
    val asked = Question.Approve(answered(known.copy(known = Known(doubt = Doubt.OtherKey))))
    state("people-ask-approve-other-key") { PeopleScreen(plain.people().copy(question = asked), {}) }
    val inside = plain.members.take(1) + listOf(
        Member(cast.nurse.copy(doubt = Doubt.Revoked), NOW - 29 * DAY, listOf(Audience.Circle, Audience.Care)),
        Member(
            cast.daughter.copy(doubt = Doubt.OtherKey),
            NOW - DAY,
            listOf(Audience.Circle),
            known = Known(doubt = Doubt.OtherKey),
        ),
    )
    state(
        "people-unsure",
        2500,
    ) { PeopleScreen(plain.people().copy(circle = Content.Ready(CirclePeople(null, inside, unsure))), {}) }
}

internal fun MutableList<Picture>.number() {
    fun at(state: NumberState): @Composable () -> Unit = { NumberScreen(state, {}) }
    val ready = (plain.number().number as Content.Ready<PairNumber>).value
    state("number-loading", content = at(plain.number().copy(number = Content.Loading)))
    state("number-error", content = at(plain.number().copy(number = Content.Failed(Problem.NotThere))))
    state("number-problem", 1300, at(plain.number().copy(name = "", problem = Problem.Unexpected)))
    val checked = plain.number().copy(number = Content.Ready(ready.copy(checked = NOW - DAY)))
    state("number-same", 1240, at(checked.copy(compared = Compared.Same)))
    val different = plain.number().copy(number = Content.Ready(ready.copy(different = true)))
    state("number-was-different", 1360, at(different))
    state("number-different", 1360, at(different.copy(compared = Compared.Different)))
    state("number-unseeing", 1240, at(plain.number().copy(sees = false)))
    state("number-unseeing-different", 1360, at(different.copy(sees = false, compared = Compared.Different)))
    state("number-not-of-kith", 1360, at(plain.number().copy(compared = Compared.NotOfKith)))
    val comer = plain.number().copy(name = cast.daughter.name, opposite = Opposite.Comer)
    state("number-comer", 1240, at(comer))
    state("number-patient", 1300, at(checked.copy(name = "", opposite = Opposite.Patient, compared = Compared.Same)))
    state("number-scan", 860) { NumberScreen(plain.number().copy(camera = Camera.Ready), {}) { Seen(it) } }
    state("number-scan-notallowed", content = at(plain.number().copy(camera = Camera.NotAllowed)))
}

internal fun MutableList<Picture>.invite() {
    state("invite-nobody", 1060) { InviteScreen(plain.inviting().copy(role = null, relationship = ""), {}) }
    state("invite-making", 1060) { InviteScreen(plain.inviting().copy(making = true), {}) }
    state("invite-error", 1240) { InviteScreen(plain.inviting().copy(problem = Problem.NotAllowed), {}) }
    state("invite-code-unsent", 1100) { InviteScreen(plain.invited().copy(unsent = true), {}) }
    state("invite-code-copied", 1040) { InviteScreen(plain.invited().copy(copied = true), {}) }
}
