package care.kith.screens.samples

import care.kith.screens.Audience
import care.kith.screens.Barred
import care.kith.screens.Connection
import care.kith.screens.Content
import care.kith.screens.Person
import care.kith.screens.Role
import care.kith.screens.chat.Act
import care.kith.screens.chat.ChatQuestion
import care.kith.screens.chat.ChatRow
import care.kith.screens.chat.ChatState
import care.kith.screens.chat.ComposerState
import care.kith.screens.chat.Delivery
import care.kith.screens.chat.Live
import care.kith.screens.chat.MessageSign
import care.kith.screens.chat.NoticeKind
import care.kith.screens.chat.Quote
import care.kith.screens.chat.QuoteState
import care.kith.screens.chat.Refusal
import care.kith.screens.chat.Timeline
import care.kith.screens.consent.ConsentState
import care.kith.screens.consent.Invitation
import care.kith.screens.details.DetailsState
import care.kith.screens.details.Earlier
import care.kith.screens.details.MessageDetails
import care.kith.screens.details.PutSign
import care.kith.screens.details.Receipt
import care.kith.screens.inbox.CircleItem
import care.kith.screens.inbox.ClinicCircles
import care.kith.screens.inbox.InboxState
import care.kith.screens.invite.InviteState
import care.kith.screens.licences.LicencesState
import care.kith.screens.licences.OpenLicence
import care.kith.screens.licences.Work
import care.kith.screens.lock.LockState
import care.kith.screens.lock.LockedPerson
import care.kith.screens.number.NumberState
import care.kith.screens.number.PairNumber
import care.kith.screens.people.Alone
import care.kith.screens.people.CirclePeople
import care.kith.screens.people.GivenInvitation
import care.kith.screens.people.InvitationStage
import care.kith.screens.people.Known
import care.kith.screens.people.Member
import care.kith.screens.people.PeopleState
import care.kith.screens.search.Hit
import care.kith.screens.search.Line
import care.kith.screens.search.SearchFilters
import care.kith.screens.search.SearchState
import care.kith.screens.settings.Enrolment
import care.kith.screens.settings.Keys
import care.kith.screens.settings.LockAfter
import care.kith.screens.settings.Settings
import care.kith.screens.settings.SettingsState
import care.kith.screens.shelf.ShelfItem
import care.kith.screens.shelf.ShelfState
import care.kith.screens.welcome.WelcomeState
import care.kith.strings.Language

/** The main state of every screen, for pictures and tests, in [language]. */
@Suppress("TooManyFunctions")
class Samples(private val language: Language) {
    val cast = Cast(language)
    val online = Connection(asOf = NOW)
    val offline = Connection(offline = true, asOf = NOW - 2 * HOUR)
    val login = offline.copy(barred = Barred.Login("http://relay.example/"))
    val proxyLogin = offline.copy(barred = Barred.ProxyLogin)
    val clockWrong = offline.copy(barred = Barred.Clock)
    val full = offline.copy(barred = Barred.Full)
    val stopped = offline.copy(barred = Barred.Stopped)
    val link = "kith://relay.example/join#" + "AbC7dE9fGh2JkLmN".repeat(18)

    private fun said(id: Long, by: Person, at: Long, body: String, audience: Audience = Audience.Circle) =
        ChatRow.Message(id, at, by, audience, body, if (by.me) Delivery.Sent else Delivery.Received)

    val rows: List<ChatRow> = listOf(
        said(1, cast.nurse, NOW - DAY - 2 * HOUR, cast.howAreYou),
        said(2, cast.patient, NOW - DAY - HOUR, cast.better),
        ChatRow.Notice(3, NOW - 5 * HOUR, NoticeKind.Joined, cast.daughter),
        said(4, cast.daughter, NOW - 4 * HOUR, cast.soup),
        said(5, cast.patient, NOW - 3 * HOUR, cast.inhaler),
        said(6, cast.patient, NOW - 3 * HOUR + MINUTE, cast.paper),
        said(7, cast.patient, NOW - 30 * MINUTE, cast.afraid, Audience.Care),
        said(8, cast.nurse, NOW - 12 * MINUTE, cast.here, Audience.Care),
    )

    private val own = Act.entries.toSet() - Act.WriteAgain
    private val ofOthers = setOf(Act.React, Act.Reply, Act.Pin, Act.Forward)
    private val soup = Quote(QuoteState.Here, 4, cast.daughter.name, words = cast.soup)
    private val hearts = listOf(MessageSign("❤️", 2, mine = true), MessageSign("👍", 1))

    /** What was said, and what was said of it since. */
    val annotated: List<ChatRow> = listOf(
        said(1, cast.nurse, NOW - 5 * HOUR, cast.howAreYou).copy(may = ofOthers),
        said(2, cast.patient, NOW - 5 * HOUR + MINUTE, cast.better)
            .copy(edited = true, signs = listOf(MessageSign("🙏", 1)), may = own),
        ChatRow.Deleted(3, NOW - 4 * HOUR - MINUTE, cast.daughter, Audience.Circle),
        said(4, cast.daughter, NOW - 4 * HOUR, cast.soup).copy(signs = hearts, may = ofOthers),
        ChatRow.Deleted(5, NOW - 30 * MINUTE, cast.patient, Audience.Care),
        said(6, cast.patient, NOW - 3 * MINUTE, cast.inhaler).copy(may = own, quote = soup),
    )

    /** What is important, and names someone. */
    val pinned: List<ChatRow> = listOf(
        said(1, cast.nurse, NOW - 3 * HOUR, cast.here).copy(may = ofOthers, pinned = true),
        said(2, cast.daughter, NOW - 2 * HOUR, cast.soup).copy(may = ofOthers),
        said(3, cast.patient, NOW - HOUR, cast.asked).copy(
            may = own,
            pinned = true,
            named = listOf(part(cast.asked, "@" + cast.nurse.name)),
        ),
    )

    fun pinned(question: ChatQuestion? = null) =
        chat(pinned, reachedRow = 3, composer = toAll).copy(question = question, shelved = 2)

    fun shelf() = ShelfState(
        online,
        Content.Ready(
            listOf(
                ShelfItem(pinned[2] as ChatRow.Message, listOf(cast.patient)),
                ShelfItem(pinned[0] as ChatRow.Message, listOf(cast.patient, cast.nurse)),
                ShelfItem((rows[7] as ChatRow.Message).copy(pinned = true, may = ofOthers), listOf(cast.nurse)),
            ),
        ),
        mine = true,
    )

    /** One's own words, the newest of which came so far. */
    fun reached(delivery: Delivery): ChatState {
        val come = rows.take(6).map { if (it is ChatRow.Message && it.sender.me) it.copy(delivery = delivery) else it }
        return chat(come, reachedRow = 6, composer = toAll)
    }

    /** Answers to what is here, to what was taken back, to what is not here. */
    val answers: List<ChatRow> = listOf(
        said(1, cast.patient, NOW - 3 * HOUR, cast.inhaler).copy(quote = soup),
        said(2, cast.daughter, NOW - 2 * HOUR, cast.better)
            .copy(quote = Quote(QuoteState.Deleted, 1, cast.patient.name, mine = true)),
        said(3, cast.nurse, NOW - HOUR, cast.here).copy(quote = Quote(QuoteState.NotHere)),
        said(4, cast.nurse, NOW - MINUTE, cast.here, Audience.Care)
            .copy(quote = Quote(QuoteState.Here, 9, cast.patient.name, mine = true, words = cast.afraid)),
    )

    /** Words of which parts lead somewhere. */
    val linked: ChatRow.Message = said(11, cast.nurse, NOW - 5 * MINUTE, cast.where).copy(
        live = listOf(
            Live(part(cast.where, cast.page), cast.page, "clinic.example"),
            Live(part(cast.where, "030 555 0100"), "0305550100"),
        ),
        may = ofOthers,
    )

    private fun part(whole: String, words: String): IntRange {
        val start = whole.indexOf(words)
        return start until start + words.length
    }

    fun linked(question: ChatQuestion? = null) = chat(rows.take(2) + linked).copy(question = question)

    fun annotated(question: ChatQuestion? = null, composer: ComposerState = this.composer) =
        chat(annotated, composer = composer).copy(question = question)

    val waiting = ChatRow.Message(9, NOW - MINUTE, cast.patient, Audience.Circle, cast.draft, Delivery.Waiting)
    val refused = waiting.copy(delivery = Delivery.Refused, may = setOf(Act.WriteAgain))
    val alarm = ChatRow.Alarm(10, NOW - 2 * MINUTE, Refusal.StrangerAdded, cast.daughter)

    val composer = ComposerState(
        draft = "",
        // The newest message is for the clinic only: so is what answers it.
        audience = Audience.Care,
        choices = listOf(Audience.Circle, Audience.Care),
        readers = listOf(cast.nurse, cast.planner),
    )

    private val toAll = composer.copy(
        audience = Audience.Circle,
        readers = listOf(cast.daughter, cast.nurse, cast.planner),
    )

    /** A name is begun. */
    val naming = toAll.copy(draft = cast.askedBegun, naming = listOf(cast.nurse, cast.planner))

    fun chat(
        rows: List<ChatRow> = this.rows,
        connection: Connection = online,
        unreadFrom: Long? = null,
        composer: ComposerState = this.composer,
        reachedRow: Long? = rows.lastOrNull { it is ChatRow.Message && it.delivery == Delivery.Sent }?.id,
    ) = ChatState(
        title = cast.circle,
        people = 4,
        clinic = cast.clinic,
        connection = connection,
        timeline = Content.Ready(
            Timeline(
                rows,
                unreadFrom = unreadFrom,
                unread = rows.count { it.id == unreadFrom },
                reachedRow = reachedRow,
            ),
        ),
        composer = composer,
        mine = true,
        signs = listOf("👍", "❤️", "🙏", "😊", "😢"),
    )

    fun inbox(connection: Connection = online) = InboxState(
        connection,
        Content.Ready(
            listOf(
                ClinicCircles(
                    cast.clinic,
                    listOf(CircleItem("k1", cast.circle, mine = true, last = rows.last(), unread = 1, toApprove = 1)),
                ),
                ClinicCircles(
                    cast.hospice,
                    listOf(CircleItem("k2", cast.otherCircle, last = rows[3], draft = cast.draft)),
                ),
            ),
        ),
    )

    fun details() = DetailsState(
        online,
        Content.Ready(
            MessageDetails(
                rows[6] as ChatRow.Message,
                NOW - 30 * MINUTE,
                listOf(cast.nurse, cast.planner),
                listOf(cast.daughter),
            ),
        ),
    )

    /** What is said in answer to something. */
    val answering = composer.copy(
        draft = cast.inhaler,
        audience = Audience.Circle,
        choices = listOf(Audience.Circle),
        readers = listOf(cast.daughter, cast.nurse),
        quote = soup,
    )

    /** What is said in place of other words. */
    val editing = composer.copy(
        draft = cast.draft,
        audience = Audience.Circle,
        choices = listOf(Audience.Circle),
        readers = listOf(cast.daughter, cast.nurse, cast.planner),
        editing = cast.better,
    )

    fun annotatedDetails() = DetailsState(
        online,
        Content.Ready(
            MessageDetails(
                annotated[1] as ChatRow.Message,
                NOW - 5 * HOUR + MINUTE,
                listOf(cast.daughter, cast.nurse),
                signs = listOf(
                    PutSign("❤️", listOf(cast.patient, cast.daughter)),
                    PutSign("🙏", listOf(cast.nurse)),
                ),
            ),
        ),
    )

    /** One's own, of which two have told that it came. */
    fun receipts() = DetailsState(
        online,
        Content.Ready(
            MessageDetails(
                (rows[5] as ChatRow.Message).copy(delivery = Delivery.Sent),
                NOW - 3 * HOUR + MINUTE,
                listOf(cast.daughter, cast.nurse, cast.planner),
                receipts = listOf(
                    Receipt(cast.daughter.id, NOW - 2 * HOUR, NOW - HOUR),
                    Receipt(cast.nurse.id, NOW - 2 * HOUR, null),
                ),
            ),
        ),
    )

    /** What the staff sees of what was said before. */
    fun earlier() = DetailsState(
        online,
        Content.Ready(
            MessageDetails(
                (annotated[1] as ChatRow.Message).let { it.copy(sender = it.sender.copy(me = false)) },
                NOW - 5 * HOUR + MINUTE,
                listOf(cast.daughter, cast.nurse.copy(me = true)),
                earlier = listOf(Earlier(cast.draft, NOW - 5 * HOUR), Earlier(cast.paper, NOW - 4 * HOUR)),
            ),
        ),
    )

    private val both = listOf(Audience.Circle, Audience.Care)
    val members = listOf(
        Member(cast.patient, NOW - 30 * DAY, both),
        Member(cast.daughter, NOW - 5 * HOUR, listOf(Audience.Circle), removable = true, alone = Alone()),
        Member(
            cast.nurse,
            NOW - 29 * DAY,
            both,
            vouched = true,
            Known(checked = NOW - 28 * DAY),
            removable = true,
            alone = Alone(),
        ),
    )

    /** As they stand to who decides nothing. */
    val others = members.map { it.copy(removable = false, alone = null) }
    val answered = GivenInvitation(
        "i1",
        Role.Proxy,
        cast.proxy.relationship,
        NOW + 3 * DAY,
        InvitationStage.Answered(cast.proxy.name),
    )
    val open = GivenInvitation("i2", Role.Coordinator, "", NOW + 6 * DAY, InvitationStage.Open)

    fun people() = PeopleState(
        cast.circle,
        online,
        Content.Ready(CirclePeople(whyNot = null, members, listOf(answered, open))),
        telephone = cast.clinic.telephone,
    )

    private val groups = "48120 77035 91264 00518 36790 12845 66031 90477 25518 83906 41172 59380".split(" ")

    fun number() = NumberState(
        cast.nurse.name,
        Content.Ready(PairNumber(groups, "KITH-NUMBER/1/" + "0F9A".repeat(16))),
    )

    fun inviting() = InviteState.Choosing(
        listOf(Role.Family, Role.Proxy, Role.Clinician, Role.Coordinator),
        Role.Family,
        cast.daughter.relationship,
    )

    fun invited() = InviteState.Made(link, Role.Family, cast.daughter.relationship, NOW + 7 * DAY)

    fun search() = SearchState(
        cast.query,
        online,
        Content.Ready(listOf(hit())),
        here = cast.circle,
        filters = SearchFilters(here = true),
        people = listOf(cast.patient, cast.daughter, cast.nurse, cast.planner),
        audiences = listOf(Audience.Circle, Audience.Care),
        mine = true,
    )

    private fun hit(): Hit {
        val message = rows[4] as ChatRow.Message
        val start = message.body.indexOf(cast.query, ignoreCase = true)
        return Hit(
            message.id,
            "k1",
            cast.circle,
            cast.patient,
            Audience.Circle,
            message.at,
            message.body,
            listOf(start until start + cast.query.length),
            Line(cast.daughter, cast.soup),
            Line(cast.patient, cast.paper),
        )
    }

    fun settings() = SettingsState(
        Content.Ready(
            Settings(
                language.takeIf { it != Language.Pseudo } ?: Language.English,
                LockAfter.OneMinute,
                Keys(NOW - 20 * DAY),
                listOf(
                    Enrolment(cast.clinic, cast.patient.name, "48c19a7f02e65b3d90ab17c4"),
                    Enrolment(cast.hospice, cast.patient.name, "d03b6629c1f8457ea2740e5b"),
                ),
                "0.1.0",
            ),
        ),
    )

    private val works = listOf(
        Work("0", "aead", "0.5.2", "MIT OR Apache-2.0"),
        Work("1", "androidx.compose.foundation:foundation-android", "1.12.1", "Apache-2.0"),
        Work("2", "Atkinson Hyperlegible Next", "", "OFL-1.1"),
        Work("3", "sqlcipher-src", "419.0.6+sqlcipher-4.19.0", "MIT AND BSD-3-Clause AND blessing AND WTFPL"),
        Work("4", "zeroize", "1.9.2", "Apache-2.0 OR MIT"),
    )
    val licence = OpenLicence(
        works[0],
        Content.Ready(
            "Copyright (c) 2019 The makers of a work\n\nPermission is hereby granted, free of charge, to any person " +
                "obtaining a copy of this software and associated documentation files, to deal in it without " +
                "restriction.\n\nThe software is provided “as is”, without warranty of any kind.",
        ),
    )

    fun licences() = LicencesState(Content.Ready(works))

    fun welcome() = WelcomeState(language.takeIf { it != Language.Pseudo } ?: Language.English)

    fun consent() = ConsentState(
        Invitation.FromPatient(NOW + 6 * DAY, Role.Family, cast.daughter.relationship),
        cast.daughter.name,
    )

    fun lock() = LockState(
        listOf(LockedPerson("p1", cast.patient.name)),
        "p1",
        emergency = listOf("112"),
        telephones = listOf("030 555 0100"),
    )
}
