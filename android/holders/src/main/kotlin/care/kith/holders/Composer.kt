package care.kith.holders

import care.kith.core.Chat
import care.kith.core.CircleId
import care.kith.core.KithClient
import care.kith.screens.Audience
import care.kith.screens.Problem
import care.kith.screens.chat.ChatState
import care.kith.screens.chat.ComposerState
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.update
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock

/** The field of a conversation: what stands in it is kept on the device until it is sent. */
internal class Composer(
    private val client: KithClient,
    private val circle: CircleId,
    private val scope: CoroutineScope,
    private val states: MutableStateFlow<ChatState>,
    private val tell: (Problem) -> Unit,
) {
    private val written = Channel<Unit>(Channel.CONFLATED)
    private val storing = Mutex()
    private var begun = false

    init {
        // Each state of the field is kept as soon as the one before is: a slow disk skips some, a
        // death of the app loses one at most.
        scope.askingEach(written, tell) { keep() }
    }

    /** The draft that was kept, or [words] in its place. Only the first time: then the field is the person's. */
    fun begin(chat: Chat, words: String?) {
        if (begun) return
        begun = true
        val draft = chat.circle.draft
        states.update { now ->
            val audience = draft?.audience?.let(::audience) ?: now.composer.audience
            now.copy(composer = now.composer.copy(draft = words ?: draft?.body.orEmpty(), audience = audience))
        }
    }

    /** The field with the choices that the person has now. */
    fun among(chat: Chat, now: ComposerState): ComposerState {
        val choices = chat.circle.audiences.map(::audience)
        val audience = now.audience.takeIf { it in choices } ?: choices.firstOrNull() ?: now.audience
        return now.copy(audience = audience, choices = choices, readers = readers(chat, audience))
    }

    fun write(text: String) {
        states.update { it.copy(composer = it.composer.copy(draft = text)) }
        written.trySend(Unit)
    }

    fun writeTo(audience: Audience) {
        states.update { it.copy(composer = it.composer.copy(audience = audience)) }
        written.trySend(Unit)
        scope.asking(tell) {
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

    /** Sends what is in the field. What was typed meanwhile stays in it. */
    fun send() {
        val sent = states.value.composer
        scope.asking(tell) {
            storing.withLock { client.send(circle, audience(sent.audience), sent.draft) }
            states.update { now ->
                if (now.composer.draft != sent.draft) {
                    now
                } else {
                    now.copy(composer = now.composer.copy(draft = ""))
                }
            }
            keep()
        }
    }

    private suspend fun keep() = storing.withLock {
        val now = states.value.composer
        client.keepDraft(circle, audience(now.audience), now.draft)
    }
}
