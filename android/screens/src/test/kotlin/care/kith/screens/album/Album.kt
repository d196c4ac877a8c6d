package care.kith.screens.album

import androidx.compose.runtime.Composable
import care.kith.screens.Content
import care.kith.screens.Problem
import care.kith.screens.chat.ChatQuestion
import care.kith.screens.chat.ChatRow
import care.kith.screens.chat.ChatScreen
import care.kith.screens.chat.Standing
import care.kith.screens.consent.ConsentScreen
import care.kith.screens.details.DetailsScreen
import care.kith.screens.forward.ForwardScreen
import care.kith.screens.forward.ForwardState
import care.kith.screens.inbox.CircleItem
import care.kith.screens.inbox.ClinicCircles
import care.kith.screens.inbox.InboxScreen
import care.kith.screens.inbox.InboxState
import care.kith.screens.invite.InviteScreen
import care.kith.screens.licences.LicencesScreen
import care.kith.screens.licences.LicencesState
import care.kith.screens.lock.LockPhase
import care.kith.screens.lock.LockScreen
import care.kith.screens.number.NumberScreen
import care.kith.screens.people.PeopleScreen
import care.kith.screens.pictures.Look
import care.kith.screens.pictures.Picture
import care.kith.screens.samples.Cast
import care.kith.screens.samples.NOW
import care.kith.screens.samples.Samples
import care.kith.screens.samples.forward
import care.kith.screens.samples.forwardAsks
import care.kith.screens.samples.justSaid
import care.kith.screens.samples.later
import care.kith.screens.samples.laters
import care.kith.screens.samples.searchEverywhere
import care.kith.screens.samples.searchMore
import care.kith.screens.samples.searchNarrowly
import care.kith.screens.samples.typed
import care.kith.screens.search.SearchQuestion
import care.kith.screens.search.SearchScreen
import care.kith.screens.search.SearchState
import care.kith.screens.settings.Keys
import care.kith.screens.settings.Settings
import care.kith.screens.settings.SettingsScreen
import care.kith.screens.settings.SettingsState
import care.kith.screens.shelf.ShelfScreen
import care.kith.screens.welcome.WelcomeScreen
import care.kith.strings.Language

internal val plain = Samples(Language.English)

internal val cast: Cast = plain.cast

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
    main("chat-pinned", 900) { ChatScreen(it.pinned(), {}) }
    main("chat-day", 900) { ChatScreen(it.pinned(ChatQuestion.Day(NOW)), {}) }
    main("chat-naming", 900) { ChatScreen(it.chat(it.rows.take(6), composer = it.naming), {}) }
    main("shelf", 900) { ShelfScreen(it.shelf(), {}) }
    main("details-receipts", 900) { DetailsScreen(it.receipts(), {}) }
    main("details", 860) { DetailsScreen(it.details(), {}) }
    main("people", 1760) { PeopleScreen(it.people(), {}) }
    main("number", 1160) { NumberScreen(it.number(), {}) }
    main("invite", 1060) { InviteScreen(it.inviting(), {}) }
    main("invite-code", 1000) { InviteScreen(it.invited(), {}) }
    main("chat-undo") { ChatScreen(it.justSaid(), {}) }
    main("chat-later", 900) { ChatScreen(it.later(it.laters.take(1)), {}) }
    main("chat-when") { ChatScreen(it.typed(ChatQuestion.When()), {}) }
    main("chat-later-actions", 900) { ChatScreen(it.later(it.laters, ChatQuestion.Later(2)), {}) }
    main("search", 800) { SearchScreen(it.search(), {}) }
    main("forward", 800) { ForwardScreen(it.forward(), {}) }
    main("forward-asks", 800) { ForwardScreen(it.forwardAsks(), {}) }
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
    shelf()
    people()
    barred()
    unsure()
    number()
    invite()
    search()
    later()
    forward()
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

internal fun MutableList<Picture>.main(name: String, height: Int = 740, screen: @Composable (Samples) -> Unit) {
    Look.entries.forEach { look ->
        val suffix = if (look == Look.Plain) "" else "-" + look.name.lowercase()
        // Large text is looked at through a phone's own window: it scrolls.
        val tall = if (look == Look.Large) minOf(height, 800) else height
        add(Picture(name + suffix, look, tall) { screen(Samples(look.language)) })
    }
}

internal fun MutableList<Picture>.state(name: String, height: Int = 740, content: @Composable () -> Unit) {
    add(Picture(name, height = height, content = content))
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
    val attention = InboxState(
        plain.online,
        Content.Ready(
            listOf(
                ClinicCircles(
                    cast.clinic,
                    listOf(
                        CircleItem("k1", cast.circle, mine = true, last = plain.rows[7], markedUnread = true),
                        CircleItem("k2", cast.otherCircle, last = plain.rows[3], unread = 3, muted = true),
                    ),
                ),
            ),
        ),
    )
    state("inbox-attention") { InboxScreen(attention, {}) }
    state("inbox-question") { InboxScreen(plain.inbox().copy(question = "k2"), {}) }
    add(Picture("inbox-question-large", Look.Large) { InboxScreen(plain.inbox().copy(question = "k2"), {}) })
    state("inbox-starting") { InboxScreen(start.copy(starting = true), {}) }
    state("inbox-problem") { InboxScreen(start.copy(problem = Problem.Unexpected), {}) }
}

private fun MutableList<Picture>.search() {
    fun at(state: SearchState): @Composable () -> Unit = { SearchScreen(state, {}) }
    state("search-start", content = at(SearchState()))
    state("search-everywhere", content = at(plain.searchEverywhere()))
    state("search-filtered", content = at(plain.searchNarrowly()))
    state("search-filtered-nothing", content = at(plain.searchNarrowly().copy(hits = Content.Ready(emptyList()))))
    state("search-more", 1100, at(plain.searchMore()))
    state("search-getting", 1100, at(plain.searchMore().copy(getting = true)))
    state("search-more-problem", 1200, at(plain.searchMore().copy(problem = Problem.Unexpected)))
    state("search-who", 820, at(plain.search().copy(question = SearchQuestion.Who)))
    state("search-when", content = at(plain.searchNarrowly().copy(question = SearchQuestion.When)))
    state("search-day", 800, at(plain.search().copy(question = SearchQuestion.Day(NOW))))
    state("search-whom", content = at(plain.search().copy(question = SearchQuestion.ToWhom)))
    state("search-loading", content = at(SearchState("soup", hits = Content.Loading)))
    state("search-nothing-offline", content = at(SearchState("violin", plain.offline, Content.Ready(emptyList()))))
    state("search-error", content = at(SearchState("soup", hits = Content.Failed(Problem.Unexpected))))
}

private fun MutableList<Picture>.forward() {
    fun at(state: ForwardState): @Composable () -> Unit = { ForwardScreen(state, {}) }
    val place = (plain.forward().places as Content.Ready).value.first()
    state("forward-loading", content = at(ForwardState(plain.online)))
    state("forward-nowhere", content = at(plain.forward().copy(places = Content.Ready(emptyList()))))
    state("forward-error", content = at(ForwardState(plain.online, Content.Failed(Problem.NotThere))))
    state("forward-sent", content = at(plain.forward().copy(sent = place)))
    state("forward-problem", 900, at(plain.forward().copy(problem = Problem.TakenBack)))
}

private fun MutableList<Picture>.settings() {
    val names = listOf(cast.patient.name, "Mara W.")

    fun with(change: (Settings) -> Settings) = SettingsState(
        Content.Ready(change((plain.settings().settings as Content.Ready<Settings>).value)),
    )
    state("settings-unseen", 1860) { SettingsScreen(with { it.copy(tellsSeen = false) }, {}) }
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
