package care.kith.holders

import care.kith.core.Chat
import care.kith.core.ChatSubscription
import care.kith.core.CircleId
import care.kith.core.ConversationId
import care.kith.core.KithClient
import care.kith.core.findSign
import care.kith.core.signs
import care.kith.screens.Connection
import care.kith.screens.Content
import care.kith.screens.Problem
import care.kith.screens.chat.ChatEvent
import care.kith.screens.chat.ChatQuestion
import care.kith.screens.chat.ChatRow
import care.kith.screens.chat.ChatState
import care.kith.screens.chat.ComposerState
import care.kith.screens.chat.Timeline
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.ensureActive
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.update
import kotlinx.coroutines.launch

/**
 * A conversation: a circle's, or one of two.
 *
 * @param target a row to show first and to mark, as a search's hit.
 */
public class ChatHolder(
    private val client: KithClient,
    private val conversation: ConversationId,
    private val scope: CoroutineScope,
    private val go: (Go) -> Unit,
    private val target: Long? = null,
) {
    private val states =
        MutableStateFlow(ChatState("", 0, null, Connection(), Content.Loading, ComposerState(), signs = signs()))
    private val remedies = Remedies(go, ::tell, ::read)
    private val asked = Channel<Unit>(Channel.CONFLATED)
    private val composer =
        Composer(client, conversation, states, remedies, { asked.trySend(Unit) }) { ask(ChatQuestion.When()) }
    private val seen = Channel<Long>(Channel.CONFLATED)
    private val held = Held(client, scope)
    private var window = look()

    @Volatile
    private var watching: Job = watch()

    /** Whose conversation it is. */
    @Volatile
    private var circle: CircleId = conversation

    /** What the screen shows. */
    public val state: StateFlow<ChatState> = states.asStateFlow()

    init {
        scope.askingEach(seen, { row -> remedies.noting { seen.trySend(row) } }) { client.markRead(conversation, it) }
        scope.askingEach(asked, { ::tell }) { follow() }
    }

    /** What the person did. */
    public fun onEvent(event: ChatEvent) {
        when (event) {
            is ChatEvent.Back -> go(Go.Back)
            is ChatEvent.OpenPeople -> go(Go.ToPeople(circle))
            is ChatEvent.OpenSearch -> go(Go.ToSearch(conversation))
            is ChatEvent.OpenShelf -> go(Go.ToShelf(conversation))
            is ChatEvent.Call -> go(Go.Call(event.number))
            is ChatEvent.LoadOlder -> move { older(event.rowId) }
            is ChatEvent.LoadNewer -> move { newer(event.rowId) }
            is ChatEvent.Seen -> seen.trySend(event.rowId)
            is ChatEvent.JumpToNewest -> move { newest() }
            is ChatEvent.DraftChanged -> composer.write(event.text, event.of)
            is ChatEvent.AudienceChosen -> composer.writeTo(event.audience)
            is ChatEvent.Send -> send(event.of)
            is ChatEvent.CancelEdit -> composer.cancelEdit()
            is ChatEvent.CancelReply -> composer.answerNothing()
            is ChatEvent.Ask -> ask(event.question)
            is ChatEvent.Cancel -> ask(null)
            is ChatEvent.SignTyped -> signTyped(event.text)
            is ChatEvent.OpenDetails, is ChatEvent.Copy, is ChatEvent.WriteAgain -> withMessage(event)
            is ChatEvent.React, is ChatEvent.Edit, is ChatEvent.Delete -> withMessage(event)
            is ChatEvent.Reply, is ChatEvent.GoTo, is ChatEvent.Pin -> withMessage(event)
            is ChatEvent.OpenForward, is ChatEvent.PutInCalendar, is ChatEvent.Undo -> withMessage(event)
            is ChatEvent.SendLater, is ChatEvent.ChangeLater, is ChatEvent.SendLaterNow -> atATime(event)
            is ChatEvent.TakeBackLater, is ChatEvent.SaveLaterWords -> atATime(event)
            is ChatEvent.CopyLater, is ChatEvent.ThrowAwayLater -> atATime(event)
            is ChatEvent.LaterWordsTyped -> laterTyped(event.text)
            is ChatEvent.GoToDay -> goToDay(event.from)
            is ChatEvent.NameChosen -> composer.name(event.personId)
            is ChatEvent.Resolve -> remedies.resolve(event.remedy, states.value.timeline is Content.Failed)
        }
    }

    /** What was asked is answered by it. */
    private fun withMessage(event: ChatEvent) {
        ask(null)
        when (event) {
            is ChatEvent.OpenDetails -> go(Go.ToDetails(event.rowId))
            is ChatEvent.Copy -> message(event.rowId)?.let { go(Go.Copy(it.body)) }
            is ChatEvent.WriteAgain -> composer.takeBack(event.rowId)
            is ChatEvent.Undo -> composer.takeBack(event.rowId)
            is ChatEvent.OpenForward -> go(Go.ToForward(event.rowId))
            is ChatEvent.PutInCalendar -> go(Go.ToCalendar(event.date))
            is ChatEvent.React -> keeping(event) { react(event.rowId, event.sign, event.on) }
            is ChatEvent.Pin -> keeping(event) { pin(event.rowId, event.on) }
            is ChatEvent.Reply -> message(event.rowId)?.let { composer.answer(it.id, it.audience) }
            is ChatEvent.GoTo -> move { goTo(event.rowId) }
            is ChatEvent.Edit -> composer.edit(event.rowId)
            is ChatEvent.Delete -> keeping(event) { deleteForEveryone(event.rowId) }
            else -> Unit
        }
    }

    /** As [withMessage], for what waits for its time. */
    private fun atATime(event: ChatEvent) {
        if (event is ChatEvent.SaveLaterWords) return saveLaterWords(event)
        ask(null)
        when (event) {
            is ChatEvent.SendLater -> composer.sendLater(event.at, event.of)
            is ChatEvent.ChangeLater -> change(event, event.id, at = event.at)
            is ChatEvent.SendLaterNow -> change(event, event.id, at = System.currentTimeMillis())
            is ChatEvent.TakeBackLater -> keeping(event) { takeBackLater(event.id) }
            is ChatEvent.CopyLater -> waiting(event.id)?.let { go(Go.Copy(it.body)) }
            is ChatEvent.ThrowAwayLater -> keeping(event) { throwAwayLater(event.id) }
            else -> Unit
        }
    }

    private fun waiting(id: Long) = states.value.later.find { it.id == id }

    /** Another time for what waits; its words stay. */
    private fun change(event: ChatEvent, id: Long, at: Long) {
        val waits = waiting(id) ?: return
        tell(null)
        scope.keeping(remedies.telling { onEvent(event) }) { client.changeLater(id, waits.body, at.toULong()) }
    }

    /** Other words for what waits, which is held back until it has them; its time stays. */
    private fun saveLaterWords(event: ChatEvent) {
        val asked = states.value.question as? ChatQuestion.LaterWords ?: return
        val until = held.take()
        ask(null)
        tell(null)
        val undo = {
            ask(asked)
            until?.close() ?: Unit
        }
        scope.keeping(remedies.telling(undo) { onEvent(event) }) {
            // What waits no longer has no time; the core says that it is gone.
            client.changeLater(asked.id, asked.typed, (waiting(asked.id)?.due ?: 0L).toULong())
            until?.close()
        }
    }

    private fun laterTyped(text: String) {
        val asked = states.value.question as? ChatQuestion.LaterWords ?: return
        ask(asked.copy(typed = text))
    }

    private fun keeping(event: ChatEvent, work: suspend KithClient.() -> Unit) {
        scope.keeping(remedies.telling { onEvent(event) }) { client.work() }
    }

    private fun goToDay(from: Long) {
        ask(null)
        move { day(from.toULong()) }
    }

    private fun ask(question: ChatQuestion?) {
        held.follow((question as? ChatQuestion.LaterWords)?.id)
        states.update { it.copy(question = question) }
    }

    /** The first sign that is typed is put to the message. */
    private fun signTyped(text: String) {
        val asked = states.value.question as? ChatQuestion.OtherSign ?: return
        val sign = findSign(text) ?: return ask(asked.copy(typed = text))
        onEvent(ChatEvent.React(asked.rowId, sign, on = true))
    }

    /** One's own words are shown, wherever the window was. */
    private fun send(of: ULong?) {
        composer.send(of)
        move { said() }
    }

    /** From the first moment at what was asked for. */
    private fun look() = Window(client.watchChat(conversation)).apply { target?.let { row -> move { goTo(row) } } }

    private fun move(how: ChatSubscription.() -> Unit) = window.move(how)

    private fun watch(): Job {
        val window = window
        return scope.asking(::failed) {
            coroutineScope {
                // What was begun is there as soon as the conversation is.
                if (composer.turns()) launch { while (composer.turns()) ensureActive() }
                pulled({ window }) { it.subscription.next() }.collect(::show)
            }
        }
    }

    /** A client that was closed ends what watches the field: what could not be done after that is still told. */
    private suspend fun follow() {
        watching.join()
        while (composer.turns()) currentCoroutineContext().ensureActive()
    }

    private fun show(chat: Chat) {
        circle = chat.circle.id
        states.update { now ->
            now.copy(
                title = chat.circle.title,
                people = chat.people.size,
                clinic = clinic(chat.clinic),
                connection = connection(chat.clinic, chat.circle.asOf),
                timeline = Content.Ready(timeline(chat)),
                standing = standing(chat.circle),
                mine = chat.circle.mine,
                shelved = chat.shelved.toInt(),
                later = chat.later.map(::later),
            )
        }
    }

    private fun timeline(chat: Chat): Timeline = Timeline(
        rows = chat.rows.map(::chatRow),
        hasOlder = chat.hasOlder,
        hasNewer = chat.hasNewer,
        unreadFrom = chat.unreadFrom,
        unread = chat.unreadThen.toInt(),
        target = chat.target,
        reachedRow = chat.reachedRow,
        turn = chat.targetTurn.toInt(),
    )

    private fun message(row: Long): ChatRow.Message? {
        val timeline = (states.value.timeline as? Content.Ready)?.value
        return timeline?.rows?.find { it.id == row } as? ChatRow.Message
    }

    private fun tell(problem: Problem?) = states.update { it.copy(problem = problem) }

    private fun failed(problem: Problem) = states.update { it.copy(timeline = Content.Failed(problem)) }

    private fun read() {
        client.tryAgain()
        watching.cancel()
        window = look()
        watching = watch()
    }
}

/** What of the conversation is looked at. It can be moved until it is closed; then nobody looks through it. */
private class Window(val subscription: ChatSubscription) : AutoCloseable {
    private var open = true

    fun move(how: ChatSubscription.() -> Unit) = synchronized(this) { if (open) subscription.how() }

    override fun close() = synchronized(this) {
        open = false
        subscription.close()
    }
}
