package care.kith.screens.album

import androidx.compose.foundation.background
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.padding
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.unit.dp
import care.kith.screens.Audience
import care.kith.screens.Content
import care.kith.screens.Doubt
import care.kith.screens.Problem
import care.kith.screens.Role
import care.kith.screens.chat.ChatQuestion
import care.kith.screens.chat.ChatRow
import care.kith.screens.chat.ChatScreen
import care.kith.screens.chat.ChatState
import care.kith.screens.chat.Delivery
import care.kith.screens.chat.NoticeKind
import care.kith.screens.chat.Refusal
import care.kith.screens.chat.Standing
import care.kith.screens.chat.Timeline
import care.kith.screens.consent.ConsentPhase
import care.kith.screens.consent.ConsentScreen
import care.kith.screens.consent.ConsentState
import care.kith.screens.consent.Invitation
import care.kith.screens.details.DetailsScreen
import care.kith.screens.details.DetailsState
import care.kith.screens.details.MessageDetails
import care.kith.screens.inbox.CircleItem
import care.kith.screens.inbox.ClinicCircles
import care.kith.screens.inbox.InboxScreen
import care.kith.screens.inbox.InboxState
import care.kith.screens.invite.InviteScreen
import care.kith.screens.invite.InviteState
import care.kith.screens.licences.LicencesScreen
import care.kith.screens.licences.LicencesState
import care.kith.screens.lock.CodeFault
import care.kith.screens.lock.LockPhase
import care.kith.screens.lock.LockScreen
import care.kith.screens.lock.LockState
import care.kith.screens.lock.LockedPerson
import care.kith.screens.number.Compared
import care.kith.screens.number.NumberScreen
import care.kith.screens.number.NumberState
import care.kith.screens.number.Opposite
import care.kith.screens.number.PairNumber
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
import care.kith.screens.qr.QrCode
import care.kith.screens.qr.QrPicture
import care.kith.screens.samples.Cast
import care.kith.screens.samples.DAY
import care.kith.screens.samples.MINUTE
import care.kith.screens.samples.NOW
import care.kith.screens.samples.Samples
import care.kith.screens.search.SearchScreen
import care.kith.screens.search.SearchState
import care.kith.screens.settings.Keys
import care.kith.screens.settings.Settings
import care.kith.screens.settings.SettingsScreen
import care.kith.screens.settings.SettingsState
import care.kith.screens.welcome.Camera
import care.kith.screens.welcome.WelcomeScreen
import care.kith.screens.welcome.WelcomeState
import care.kith.screens.welcome.WelcomeStep
import care.kith.strings.Language

private val plain = Samples(Language.English)
private val cast: Cast = plain.cast

/** Every picture: each screen's main state in each [Look], and every other state once. */
val album: List<Picture> = buildList {
    main("welcome", 860) { WelcomeScreen(it.welcome(), {}) }
    main("consent", 1080) { ConsentScreen(it.consent(), {}) }
    main("lock") { LockScreen(it.lock(), {}) }
    main("lock-code") { LockScreen(it.lock().copy(phase = LockPhase.Code("481516")), {}) }
    main("inbox", 900) { InboxScreen(it.inbox(), {}) }
    main("chat", 900) { ChatScreen(it.chat(unreadFrom = 8), {}) }
    main("chat-annotated", 1000) { ChatScreen(it.annotated(), {}) }
    main("chat-actions", 820) { ChatScreen(it.annotated(ChatQuestion.Actions(6)), {}) }
    main("chat-delete") { ChatScreen(it.annotated(ChatQuestion.Delete(6)), {}) }
    main("chat-editing", 900) { ChatScreen(it.annotated(composer = it.editing), {}) }
    main("chat-answers", 1000) { ChatScreen(it.chat(it.answers, composer = it.answering), {}) }
    main("details", 860) { DetailsScreen(it.details(), {}) }
    main("people", 1760) { PeopleScreen(it.people(), {}) }
    main("number", 1160) { NumberScreen(it.number(), {}) }
    main("invite", 1060) { InviteScreen(it.inviting(), {}) }
    main("invite-code", 1000) { InviteScreen(it.invited(), {}) }
    main("search") { SearchScreen(it.search(), {}) }
    main("settings", 1860) { SettingsScreen(it.settings(), {}) }
    main("licences") { LicencesScreen(it.licences(), {}) }
    state("licences-loading") { LicencesScreen(LicencesState(Content.Loading), {}) }
    state("licences-error") { LicencesScreen(LicencesState(Content.Failed(Problem.Unexpected)), {}) }
    state("licences-open") { LicencesScreen(plain.licences().copy(open = plain.licence), {}) }
    welcome()
    consent()
    lock()
    inbox()
    chat()
    details()
    people()
    unsure()
    number()
    invite()
    search()
    settings()
    // Where the keyboard is.
    add(Picture("inbox-keyboard", tabs = 4) { InboxScreen(plain.inbox(), {}) })
    add(Picture("chat-keyboard", tabs = 4) { ChatScreen(plain.chat(plain.rows.takeLast(2)), {}) })
    add(
        Picture(
            "chat-offline-large",
            Look.Large,
            height = 800,
        ) { ChatScreen(plain.chat(plain.rows, plain.offline), {}) },
    )
    // The same screens in the window of someone at a desk.
    add(Picture("chat-window", width = 900, height = 640) { ChatScreen(plain.chat(unreadFrom = 8), {}) })
}

private fun MutableList<Picture>.main(name: String, height: Int = 740, screen: @Composable (Samples) -> Unit) {
    Look.entries.forEach { look ->
        val suffix = if (look == Look.Plain) "" else "-" + look.name.lowercase()
        // Large text is looked at through a phone's own window: it scrolls.
        val tall = if (look == Look.Large) minOf(height, 800) else height
        add(Picture(name + suffix, look, tall) { screen(Samples(look.language)) })
    }
}

private fun MutableList<Picture>.state(name: String, height: Int = 740, content: @Composable () -> Unit) {
    add(Picture(name, height = height, content = content))
}

private fun MutableList<Picture>.welcome() {
    fun at(step: WelcomeStep) = WelcomeState(Language.English, step)
    state("welcome-link") { WelcomeScreen(at(WelcomeStep.Link()), {}) }
    state("welcome-link-checking") { WelcomeScreen(at(WelcomeStep.Link(plain.link, checking = true)), {}) }
    state("welcome-link-wrong") {
        WelcomeScreen(at(WelcomeStep.Link("kith://relay.example/join#Ab", problem = Problem.LinkDamaged)), {})
    }
    state("welcome-scan", 860) { WelcomeScreen(at(WelcomeStep.Scan(Camera.Ready)), {}) { Seen(it) } }
    state("welcome-scan-wrong", 980) {
        WelcomeScreen(at(WelcomeStep.Scan(Camera.Ready, Problem.NotALink)), {}) { Seen(it) }
    }
    state("welcome-scan-not-allowed") { WelcomeScreen(at(WelcomeStep.Scan(Camera.NotAllowed)), {}) }
    state("welcome-scan-no-camera") { WelcomeScreen(at(WelcomeStep.Scan(Camera.None)), {}) }
}

/** Stands for what a camera sees. */
@Composable
private fun Seen(modifier: Modifier) {
    Box(modifier.fillMaxSize().background(Color(0xFF5A5F5C)), Alignment.Center) {
        QrPicture(QrCode.of(plain.link), "", Modifier.padding(48.dp))
    }
}

private fun MutableList<Picture>.consent() {
    val clinic = ConsentState(Invitation.FromClinic(NOW + 2 * DAY, cast.clinic.name))
    state("consent-clinic", 1040) { ConsentScreen(clinic, {}) }
    state("consent-sending", 1180) { ConsentScreen(plain.consent().copy(phase = ConsentPhase.Sending), {}) }
    state("consent-offline", 1380) { ConsentScreen(plain.consent().copy(problem = Problem.NoConnection), {}) }
    state("consent-name", 1180) { ConsentScreen(plain.consent().copy(name = "", problem = Problem.NameUnfit), {}) }
    state("consent-not-the-clinic", 1240) { ConsentScreen(clinic.copy(problem = Problem.NotTheClinic), {}) }
    state("consent-waiting") { ConsentScreen(plain.consent().copy(phase = ConsentPhase.WaitingForPatient), {}) }
}

private fun MutableList<Picture>.lock() {
    listOf(
        "asking" to LockPhase.Asking,
        "opening" to LockPhase.Opening,
        "not-recognised" to LockPhase.NotRecognised,
        "no-device-lock" to LockPhase.NoDeviceLock,
        "key-lost" to LockPhase.KeyLost,
        "device-full" to LockPhase.Failed(Problem.DeviceFull),
        "update" to LockPhase.Failed(Problem.UpdateNeeded),
        "damaged" to LockPhase.Failed(Problem.Damaged),
        "unexpected" to LockPhase.Failed(Problem.Unexpected),
    ).forEach { (name, phase) -> state("lock-$name") { LockScreen(plain.lock().copy(phase = phase), {}) } }
    val several = plain.lock().copy(people = plain.lock().people + LockedPerson("p2", cast.nurse.name))
    listOf(
        "code-wrong" to LockPhase.Code(wrong = true),
        "new-code" to LockPhase.NewCode(),
        "new-code-easy" to LockPhase.NewCode("123456", "123456", CodeFault.TooEasy),
        "new-code-different" to LockPhase.NewCode("481516", "481517", CodeFault.Different),
        "wait" to LockPhase.Wait(NOW + 4 * MINUTE),
    ).forEach { (name, phase) -> state("lock-$name", 860) { LockScreen(several.copy(phase = phase), {}) } }
    val staff = listOf(cast.nurse, cast.planner).map { LockedPerson(it.id, it.name) }
    val atWork = LockState(staff, staff[0].id, emergency = listOf("112"))
    state("lock-several") { LockScreen(atWork, {}) }
    state("lock-several-failed") { LockScreen(atWork.copy(phase = LockPhase.Failed(Problem.DeviceFull)), {}) }
    state("lock-nameless") { LockScreen(LockState(listOf(LockedPerson("p1", "")), "p1"), {}) }
}

private fun MutableList<Picture>.inbox() {
    state("inbox-loading") { InboxScreen(InboxState(plain.online, Content.Loading), {}) }
    state("inbox-empty") { InboxScreen(InboxState(plain.online, Content.Ready(emptyList())), {}) }
    state("inbox-error") { InboxScreen(InboxState(plain.online, Content.Failed(Problem.DeviceFull)), {}) }
    state("inbox-offline", 980) { InboxScreen(plain.inbox(plain.offline), {}) }
    val partly = plain.inbox(plain.offline.copy(partly = true))
    val (reached, unreached) = (partly.clinics as Content.Ready).value
    val away = partly.copy(clinics = Content.Ready(listOf(reached, unreached.copy(unreached = true))))
    state("inbox-partly-offline", 980) { InboxScreen(away, {}) }
    state("inbox-network-login", 1180) { InboxScreen(plain.inbox(plain.login), {}) }
    state("inbox-proxy-login", 1060) { InboxScreen(plain.inbox(plain.proxyLogin), {}) }
    state("inbox-clock-wrong", 1060) { InboxScreen(plain.inbox(plain.clockWrong), {}) }
    state("inbox-full", 1060) { InboxScreen(plain.inbox(plain.full), {}) }
    state("inbox-stopped", 1060) { InboxScreen(plain.inbox(plain.stopped), {}) }
    val busy = CircleItem(
        "k1",
        cast.circle,
        mine = true,
        last = plain.alarm,
        unread = 12,
        waiting = 2,
        alarm = true,
    )
    val early = (plain.rows[0] as ChatRow.Message).copy(clockOff = true)
    val others = listOf(
        CircleItem("k2", cast.otherCircle, standing = Standing.WaitingForPatient),
        CircleItem("k3", "Aunt Vera", standing = Standing.Removed, last = early),
    )
    state("inbox-signs", 900) {
        InboxScreen(
            InboxState(plain.online, Content.Ready(listOf(ClinicCircles(cast.clinic, listOf(busy) + others)))),
            {},
        )
    }
    val start = InboxState(
        plain.online,
        Content.Ready(listOf(ClinicCircles(cast.clinic, emptyList(), mayStart = true))),
    )
    state("inbox-start") { InboxScreen(start, {}) }
    state("inbox-starting") { InboxScreen(start.copy(starting = true), {}) }
    state("inbox-problem") { InboxScreen(start.copy(problem = Problem.Unexpected), {}) }
}

private fun MutableList<Picture>.chat() {
    fun at(state: ChatState): @Composable () -> Unit = { ChatScreen(state, {}) }
    val withNurse = plain.composer.copy(audience = Audience.Circle, readers = listOf(cast.nurse))
    val alone = plain.chat(emptyList(), composer = withNurse).copy(people = 2)
    state("chat-loading", content = at(plain.chat().copy(timeline = Content.Loading)))
    state("chat-empty", content = at(alone))
    state("chat-error", content = at(plain.chat().copy(timeline = Content.Failed(Problem.Unexpected))))
    state("chat-offline", content = at(plain.chat(plain.rows + plain.waiting, plain.offline)))
    state("chat-refused", content = at(plain.chat(plain.rows.take(6) + plain.refused)))
    val early = plain.rows.take(5) + (plain.rows[5] as ChatRow.Message).copy(clockOff = true)
    state("chat-clock-off", content = at(plain.chat(early)))
    state("chat-alarm", content = at(plain.chat(plain.rows.take(6) + plain.alarm)))
    state("chat-draft-care", content = at(plain.chat(composer = plain.composer.copy(draft = cast.draft))))
    val everyone = plain.composer.copy(
        audience = Audience.Circle,
        readers = listOf(cast.daughter, cast.nurse, cast.planner),
    )
    state("chat-for-everyone", content = at(plain.chat(plain.rows.take(6), composer = everyone)))
    state("chat-removed", content = at(plain.chat().copy(standing = Standing.Removed)))
    state(
        "chat-waiting-for-patient",
        content = at(plain.chat(emptyList()).copy(standing = Standing.WaitingForPatient, people = 0)),
    )
    state("chat-rejoining", 860, at(plain.chat().copy(standing = Standing.Rejoining)))
    state("chat-problem", 860, at(plain.chat().copy(problem = Problem.TextTooLong)))
    val things = NoticeKind.entries.mapIndexed { i, kind ->
        ChatRow.Notice(i.toLong(), NOW - (40 - i) * MINUTE, kind, cast.nurse)
    }
    state("chat-notices", 2500, at(plain.chat(things)))
    val alarms = Refusal.entries.mapIndexed { i, refusal ->
        ChatRow.Alarm(i.toLong(), NOW - (40 - i) * MINUTE, refusal, cast.proxy)
    }
    state("chat-alarms", 1500, at(plain.chat(alarms)))
    state("chat-actions-others", 820, at(plain.annotated(ChatQuestion.Actions(4))))
    state("chat-live", 800, at(plain.linked()))
    state("chat-live-actions", 900, at(plain.linked(ChatQuestion.Actions(11))))
    state("chat-leave", content = at(plain.linked(ChatQuestion.Leave(11, cast.page))))
    state("chat-other-sign", content = at(plain.annotated(ChatQuestion.OtherSign(4))))
    state("chat-other-sign-none", content = at(plain.annotated(ChatQuestion.OtherSign(4, "thanks"))))
    val found = Timeline(plain.rows, hasOlder = true, hasNewer = true, target = 4)
    state("chat-hit", 800, at(plain.chat().copy(timeline = Content.Ready(found))))
}

private fun MutableList<Picture>.details() {
    fun at(state: DetailsState): @Composable () -> Unit = { DetailsScreen(state, {}) }

    fun own(delivery: Delivery) = DetailsState(
        plain.offline,
        Content.Ready(
            MessageDetails(
                plain.waiting.copy(delivery = delivery),
                null,
                listOf(cast.daughter, cast.nurse),
            ),
        ),
    )
    state("details-loading", content = at(DetailsState(plain.online, Content.Loading)))
    state("details-error", content = at(DetailsState(plain.online, Content.Failed(Problem.NotThere))))
    state("details-waiting-offline", 800, at(own(Delivery.Waiting)))
    state("details-annotated", 1160, at(plain.annotatedDetails()))
    state("details-refused", 860, at(own(Delivery.Refused)))
    state("details-problem", 1000, at(own(Delivery.Refused).copy(problem = Problem.TextTooLong)))
}

private fun MutableList<Picture>.people() {
    fun at(state: PeopleState): @Composable () -> Unit = { PeopleScreen(state, {}) }
    state("people-loading", content = at(plain.people().copy(circle = Content.Loading)))
    state("people-error", content = at(plain.people().copy(circle = Content.Failed(Problem.NotInCircle))))
    state(
        "people-alone",
        content = at(plain.people().copy(circle = Content.Ready(CirclePeople(true, plain.members.take(1))))),
    )
    state(
        "people-not-mine-offline",
        800,
        at(
            plain.people().copy(
                connection = plain.offline,
                circle = Content.Ready(CirclePeople(mayDecide = false, plain.members)),
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
        at(plain.people().copy(circle = Content.Ready(CirclePeople(true, plain.members.take(2), invitations)))),
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
        at(plain.people().copy(circle = Content.Ready(CirclePeople(true, plain.members.take(2), likes)))),
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

/** Where it is not sure who someone is, or for whom the clinic speaks. */
private fun MutableList<Picture>.unsure() {
    fun answered(answer: InvitationStage.Answered) = GivenInvitation("i8", Role.Clinician, "", NOW + DAY, answer)
    state("people-ask-anew") { PeopleScreen(plain.people().copy(question = Question.StartAnew), {}) }
    val known = InvitationStage.Answered("Kim Nobody", ClinicsWord.Vouches, known = Known(checked = NOW - DAY))
    val words = listOf(ClinicsWord.Nothing, ClinicsWord.OtherRole, ClinicsWord.Nameless)
    val strangers = words.map { word ->
        answered(InvitationStage.Answered("", word)).copy(id = "i-$word")
    }
    state("people-strangers", 1700) {
        val circle = CirclePeople(true, plain.members.take(1), strangers)
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
    ) { PeopleScreen(plain.people().copy(circle = Content.Ready(CirclePeople(true, inside, unsure))), {}) }
}

private fun MutableList<Picture>.number() {
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

private fun MutableList<Picture>.invite() {
    state("invite-nobody", 1060) { InviteScreen(plain.inviting().copy(role = null, relationship = ""), {}) }
    state("invite-making", 1060) { InviteScreen(plain.inviting().copy(making = true), {}) }
    state("invite-error", 1240) { InviteScreen(plain.inviting().copy(problem = Problem.NotAllowed), {}) }
    state("invite-code-unsent", 1100) { InviteScreen(plain.invited().copy(unsent = true), {}) }
    state("invite-code-copied", 1040) { InviteScreen(plain.invited().copy(copied = true), {}) }
}

private fun MutableList<Picture>.search() {
    fun at(state: SearchState): @Composable () -> Unit = { SearchScreen(state, {}) }
    state("search-start", content = at(SearchState()))
    state("search-more", content = at(plain.search().copy(more = true)))
    state("search-loading", content = at(SearchState("soup", hits = Content.Loading)))
    state("search-nothing-offline", content = at(SearchState("violin", plain.offline, Content.Ready(emptyList()))))
    state("search-error", content = at(SearchState("soup", hits = Content.Failed(Problem.Unexpected))))
}

private fun MutableList<Picture>.settings() {
    val names = listOf(cast.patient.name, "Mara W.")

    fun with(change: (Settings) -> Settings) = SettingsState(
        Content.Ready(change((plain.settings().settings as Content.Ready<Settings>).value)),
    )
    state("settings-loading") { SettingsScreen(SettingsState(Content.Loading), {}) }
    state("settings-error") { SettingsScreen(SettingsState(Content.Failed(Problem.Damaged)), {}) }
    state("settings-renewing", 1860) { SettingsScreen(with { it.copy(keys = it.keys.copy(renewing = true)) }, {}) }
    state("settings-offline", 1860) { SettingsScreen(with { it.copy(keys = Keys(waiting = true)) }, {}) }
    state("settings-problem", 1000) { SettingsScreen(plain.settings().copy(problem = Problem.Unexpected), {}) }
    state("settings-one-clinic", 1500) {
        SettingsScreen(with { it.copy(lockAfter = null, enrolments = it.enrolments.take(1)) }, {})
    }
    state("settings-two-names", 1860) {
        SettingsScreen(
            with { all -> all.copy(enrolments = all.enrolments.zip(names) { one, name -> one.copy(name = name) }) },
            {},
        )
    }
}
