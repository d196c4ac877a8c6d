package care.kith.holders

import care.kith.core.Chat
import care.kith.core.CircleId
import care.kith.core.Draft
import care.kith.core.KithClient
import care.kith.core.KithException
import care.kith.screens.Audience
import care.kith.screens.chat.ChatState
import care.kith.screens.chat.ComposerState
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.getAndUpdate
import kotlinx.coroutines.flow.update
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock
import java.util.concurrent.ConcurrentLinkedQueue
import care.kith.core.Audience as CoreAudience

/** The field of a conversation: what stands in it is kept on the device until it is sent. */
internal class Composer(
    private val client: KithClient,
    private val circle: CircleId,
    private val scope: CoroutineScope,
    private val states: MutableStateFlow<ChatState>,
    private val remedies: Remedies,
) {
    /** Held by whoever changes the draft that the store has. */
    private val storing = Mutex()

    /** What was sent and is not stored yet, oldest first. */
    private val going = ConcurrentLinkedQueue<ComposerState>()

    /** The draft that the store has, as far as this screen put it there or took it from there. */
    @Volatile
    private var kept: Draft? = null
    private var begun = false

    /** For whom words are that begin here. */
    private val reach = Reading()

    /** How the field becomes the one with what the person was writing, and with the choices that they have now. */
    suspend fun follow(chat: Chat): (ComposerState) -> ComposerState {
        val stored = chat.circle.draft
        if (!begun) {
            begun = true
            if (draft() == null) take(stored)
        } else if (stored != kept) {
            takeWhatCame()
        }
        return { among(chat, reach.of(it, chat.answers)) }
    }

    private fun among(chat: Chat, now: ComposerState): ComposerState {
        val choices = chat.circle.audiences.map(::audience)
        val audience = now.audience.takeIf { it in choices } ?: choices.firstOrNull() ?: now.audience
        return now.copy(audience = audience, choices = choices, readers = readers(chat, audience))
    }

    fun write(text: String) {
        states.update { it.copy(composer = it.composer.copy(draft = text)) }
        keep()
    }

    fun writeTo(audience: Audience) {
        reach.chosen()
        states.update { it.copy(composer = it.composer.copy(audience = audience)) }
        keep()
        showReaders()
    }

    /** Sends what is in the field. It is empty at once: whoever touches twice sends once. */
    fun send() {
        val words = states
            .getAndUpdate { now ->
                if (now.composer.draft.isBlank()) now else now.copy(composer = now.composer.copy(draft = ""))
            }.composer
        if (words.draft.isBlank()) return
        reach.sent(words.audience)
        going += words
        scope.keeping(remedies.telling { send() }) { storing.withLock { going.poll()?.let { send(it) } } }
    }

    private suspend fun send(words: ComposerState) {
        try {
            client.send(circle, audience(words.audience), words.draft)
        } catch (error: KithException) {
            giveBack(words)
            throw error
        }
        keep(always = true)
    }

    /** What could not be sent stands in the field again, before what was typed meanwhile. */
    private fun giveBack(words: ComposerState) {
        states.update { now ->
            val typed = now.composer
            val draft = if (typed.draft.isEmpty()) words.draft else "${words.draft}\n${typed.draft}"
            // What only the clinic was to read is read by nobody else.
            val audience = if (typed.audience == Audience.Care) typed.audience else words.audience
            now.copy(composer = typed.copy(draft = draft, audience = audience))
        }
        // Why it may not be kept either is said already.
        scope.keeping({}) { storing.withLock { store(always = true) } }
        showReaders()
    }

    /** Takes a refused message back: the store puts its words behind what stands in the field. */
    fun writeAgain(row: Long) {
        scope.keeping(remedies.telling { writeAgain(row) }) {
            storing.withLock {
                store()
                client.writeAgain(row)
                take(stored())
            }
            showReaders()
        }
    }

    /** Each state of the field is kept as soon as the one before is: a slow disk skips some. */
    private fun keep(always: Boolean = false) {
        scope.keeping(remedies.noting { keep(always) }) { storing.withLock { store(always) } }
    }

    /** Keeps what stands in the field. What is on its way out of it stays kept until the store has sent it. */
    private suspend fun store(always: Boolean = false) {
        val now = draft()
        if (going.isNotEmpty() || (now == kept && !always)) return
        client.keepDraft(circle, now?.audience ?: CoreAudience.CIRCLE, now?.body.orEmpty())
        kept = now
    }

    /** What was put into the draft from elsewhere stands in the field too, unless the person is typing. */
    private suspend fun takeWhatCame() = storing.withLock {
        // What is shown may be older than what was kept since.
        val stored = stored()
        val now = draft()
        if (now == kept || now == stored) take(stored)
    }

    private fun take(stored: Draft?) {
        kept = stored
        states.update { now ->
            val audience = stored?.audience?.let(::audience) ?: now.composer.audience
            now.copy(composer = now.composer.copy(draft = stored?.body.orEmpty(), audience = audience))
        }
    }

    private suspend fun stored(): Draft? = client
        .inbox()
        .circles
        .find { it.id == circle }
        ?.draft

    /** What stands in the field, as the store keeps it: nothing but white space is nothing. */
    private fun draft(): Draft? {
        val now = states.value.composer
        return Draft(audience(now.audience), now.draft).takeIf { now.draft.isNotBlank() }
    }

    private fun showReaders() {
        scope.asking(remedies.noting { showReaders() }) {
            val audience = states.value.composer.audience
            val readers = client.readers(circle, audience(audience)).filter { !it.me }.map(::person)
            states.update { now ->
                if (now.composer.audience != audience) {
                    now
                } else {
                    now.copy(composer = now.composer.copy(readers = readers))
                }
            }
        }
    }
}
