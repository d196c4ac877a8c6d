package care.kith.screens.album

import androidx.compose.runtime.Composable
import care.kith.screens.Audience
import care.kith.screens.Content
import care.kith.screens.Problem
import care.kith.screens.chat.ChatQuestion
import care.kith.screens.chat.ChatRow
import care.kith.screens.chat.ChatScreen
import care.kith.screens.chat.ChatState
import care.kith.screens.chat.Delivery
import care.kith.screens.chat.NoticeKind
import care.kith.screens.chat.Refusal
import care.kith.screens.chat.Standing
import care.kith.screens.chat.Timeline
import care.kith.screens.details.DetailsScreen
import care.kith.screens.details.DetailsState
import care.kith.screens.details.MessageDetails
import care.kith.screens.pictures.Look
import care.kith.screens.pictures.Picture
import care.kith.screens.samples.DAY
import care.kith.screens.samples.MINUTE
import care.kith.screens.samples.MORNING
import care.kith.screens.samples.NOW
import care.kith.screens.samples.dated
import care.kith.screens.samples.later
import care.kith.screens.samples.laters
import care.kith.screens.samples.typed
import care.kith.screens.samples.unsaid
import care.kith.screens.shelf.ShelfScreen
import care.kith.screens.shelf.ShelfState

internal fun MutableList<Picture>.chat() {
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
    // As high as they all are: the list begins at its foot.
    state("chat-alarms", 2620, at(plain.chat(alarms)))
    state("chat-actions-others", 820, at(plain.annotated(ChatQuestion.Actions(4))))
    state("chat-live", 800, at(plain.linked()))
    state("chat-live-actions", 900, at(plain.linked(ChatQuestion.Actions(11))))
    state("chat-leave", content = at(plain.linked(ChatQuestion.Leave(11, cast.page))))
    state("chat-other-sign", content = at(plain.annotated(ChatQuestion.OtherSign(4))))
    state("chat-other-sign-none", content = at(plain.annotated(ChatQuestion.OtherSign(4, "thanks"))))
    state("chat-delivered", content = at(plain.reached(Delivery.Delivered)))
    state("chat-seen", content = at(plain.reached(Delivery.Seen)))
    state("chat-select", content = at(plain.annotated(ChatQuestion.Select(4))))
    state("chat-day-before", 800, at(plain.pinned(ChatQuestion.Day(NOW - 40 * DAY))))
    val found = Timeline(plain.rows, hasOlder = true, hasNewer = true, target = 4)
    state("chat-hit", 800, at(plain.chat().copy(timeline = Content.Ready(found))))
}

/** What waits for its time. */
internal fun MutableList<Picture>.later() {
    fun at(state: ChatState): @Composable () -> Unit = { ChatScreen(state, {}) }
    state("chat-later-many", content = at(plain.later(plain.laters)))
    state("chat-later-unsaid", content = at(plain.later(plain.laters + plain.unsaid)))
    state("chat-later-removed", content = at(plain.later(listOf(plain.unsaid)).copy(standing = Standing.Removed)))
    state("chat-later-all", content = at(plain.later(plain.laters + plain.unsaid, ChatQuestion.AllLater)))
    state("chat-later-words", content = at(plain.later(plain.laters, ChatQuestion.LaterWords(1, cast.inhaler))))
    state("chat-send-later", content = at(plain.typed()))
    add(Picture("chat-send-later-large", Look.Large, height = 800) { ChatScreen(plain.typed(), {}) })
    state("chat-when-day", 800, at(plain.typed(ChatQuestion.WhenDay(NOW))))
    state("chat-when-hour", 800, at(plain.typed(ChatQuestion.WhenHour(MORNING))))
    add(
        Picture("chat-when-hour-large", Look.Large, height = 800) {
            ChatScreen(plain.typed(ChatQuestion.WhenHour(MORNING)), {})
        },
    )
    state("chat-date", 900, at(plain.dated(ChatQuestion.Actions(12))))
    state("chat-more", 820, at(plain.annotated(ChatQuestion.More(6))))
}

internal fun MutableList<Picture>.details() {
    fun at(state: DetailsState): @Composable () -> Unit = { DetailsScreen(state, {}) }

    fun own(delivery: Delivery) = DetailsState(
        plain.offline,
        Content.Ready(
            MessageDetails(
                if (delivery == Delivery.Refused) plain.refused else plain.waiting.copy(delivery = delivery),
                null,
                listOf(cast.daughter, cast.nurse),
            ),
        ),
    )
    state("details-loading", content = at(DetailsState(plain.online, Content.Loading)))
    state("details-error", content = at(DetailsState(plain.online, Content.Failed(Problem.NotThere))))
    state("details-waiting-offline", 800, at(own(Delivery.Waiting)))
    state("details-earlier", 1100, at(plain.earlier()))
    state("details-annotated", 1160, at(plain.annotatedDetails()))
    state("details-refused", 860, at(own(Delivery.Refused)))
    state("details-problem", 1000, at(own(Delivery.Refused).copy(problem = Problem.TextTooLong)))
}

internal fun MutableList<Picture>.shelf() {
    fun at(state: ShelfState): @Composable () -> Unit = { ShelfScreen(state, {}) }
    state("shelf-loading", content = at(plain.shelf().copy(shelf = Content.Loading)))
    state("shelf-empty", content = at(plain.shelf().copy(shelf = Content.Ready(emptyList()))))
    state("shelf-error", content = at(plain.shelf().copy(shelf = Content.Failed(Problem.Unexpected))))
    state("shelf-problem", 860, at(plain.shelf().copy(problem = Problem.NotInCircle)))
}
