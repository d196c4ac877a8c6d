package care.kith.screens.samples

import care.kith.screens.Audience
import care.kith.screens.Content
import care.kith.screens.Person
import care.kith.screens.WhyNot
import care.kith.screens.chat.Act
import care.kith.screens.chat.ChatQuestion
import care.kith.screens.chat.ChatRow
import care.kith.screens.chat.ChatState
import care.kith.screens.chat.Delivery
import care.kith.screens.chat.LaterMessage
import care.kith.screens.chat.Live
import care.kith.screens.forward.ForwardAsk
import care.kith.screens.forward.ForwardPlace
import care.kith.screens.forward.ForwardState
import care.kith.screens.search.SearchFilters
import care.kith.screens.search.SearchSpan
import care.kith.screens.search.SearchState
import care.kith.strings.Language

private const val SECONDS = 1_000L

/** When the next day is eight hours old. */
val MORNING: Long = still(Language.English).morning()

/** The day before yesterday, from its beginning to its end. */
val AN_EARLIER_DAY = SearchSpan.Day(MORNING - 3 * DAY - 8 * HOUR, MORNING - 2 * DAY - 8 * HOUR)

/** One has just said something. */
fun Samples.justSaid(): ChatState {
    val said = (rows[4] as ChatRow.Message).copy(id = 6, at = NOW - SECONDS, undoUntil = NOW + 4 * SECONDS)
    return chat(rows.take(4) + said, composer = naming.copy(draft = "", naming = emptyList()))
}

/** Words that wait for their time. */
val Samples.laters: List<LaterMessage>
    get() = listOf(
        LaterMessage(1, Audience.Circle, cast.paper, MORNING),
        LaterMessage(2, Audience.Care, cast.afraid, MORNING + DAY),
    )

/** Words whose time came when one did not write there any more. */
val Samples.unsaid: LaterMessage
    get() = LaterMessage(3, Audience.Circle, cast.better, NOW - HOUR, unsaid = WhyNot.NotInRoom)

fun Samples.later(later: List<LaterMessage>, question: ChatQuestion? = null): ChatState =
    chat(rows.take(6), composer = naming.copy(draft = "", naming = emptyList()))
        .copy(later = later, question = question)

/** What is typed may be sent later. */
fun Samples.typed(question: ChatQuestion? = null): ChatState =
    chat(rows.take(6), composer = naming.copy(draft = cast.draft, naming = emptyList())).copy(question = question)

/** Words that name a day. */
fun Samples.dated(question: ChatQuestion? = null): ChatState {
    val start = cast.visit.indexOf(cast.visitDay)
    val words = start until start + cast.visitDay.length
    val message = ChatRow.Message(
        12,
        NOW - 5 * MINUTE,
        cast.nurse,
        Audience.Circle,
        cast.visit,
        Delivery.Received,
        live = listOf(Live(words, "2026-03-10T14:30", date = true)),
        may = setOf(Act.React, Act.Reply, Act.Forward, Act.Pin),
    )
    return chat(rows.take(2) + message).copy(question = question)
}

private val Samples.found get() = (search().hits as Content.Ready).value

private val Samples.everyone: List<Person> get() = listOf(cast.patient, cast.daughter, cast.nurse, cast.planner)

/** What is looked for everywhere. */
fun Samples.searchEverywhere(): SearchState = search().copy(here = null, filters = SearchFilters(), mine = false)

/** What is looked for as narrowly as can be. */
fun Samples.searchNarrowly(): SearchState = search().copy(
    filters = SearchFilters(here = true, cast.patient, AN_EARLIER_DAY, Audience.Care),
    people = everyone,
)

/** What is found is more than is shown. */
fun Samples.searchMore(): SearchState = search().copy(
    hits = Content.Ready(found + found.map { it.copy(rowId = 6, at = it.at - DAY) }),
    more = true,
)

fun Samples.forward() = ForwardState(
    online,
    Content.Ready(
        listOf(
            ForwardPlace("k1", cast.circle, Audience.Circle, mine = true),
            ForwardPlace("k3", cast.nurse.name, Audience.Pair, mine = true),
            ForwardPlace("k2", cast.otherCircle, Audience.Circle),
        ),
    ),
    cast.afraid,
)

/** Others would read it there. */
fun Samples.forwardAsks(): ForwardState {
    val places = (forward().places as Content.Ready).value
    return forward().copy(asks = ForwardAsk(places.first(), listOf(cast.daughter, cast.proxy)))
}
