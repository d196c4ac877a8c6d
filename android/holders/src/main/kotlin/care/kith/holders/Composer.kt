package care.kith.holders

import care.kith.core.Again
import care.kith.core.ConversationId
import care.kith.core.Field
import care.kith.core.KithClient
import care.kith.core.PersonId
import care.kith.core.Trouble
import care.kith.screens.Audience
import care.kith.screens.chat.ChatState
import care.kith.screens.chat.ComposerState
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.update

/**
 * The field of a conversation. What it knows is in the core, which also stores what was written, to its end.
 *
 * @param asked something was asked for that may not come true.
 * @param asksWhen when what stands in the field is to be said has to be asked anew.
 */
internal class Composer(
    client: KithClient,
    conversation: ConversationId,
    private val states: MutableStateFlow<ChatState>,
    private val remedies: Remedies,
    private val asked: () -> Unit,
    private val asksWhen: () -> Unit,
) {
    private val core = client.compose(conversation)

    /** Waits until the field is not what it was, and shows it: at once the first time. Answers whether it goes on. */
    suspend fun turns(): Boolean {
        val change = core.next() ?: return false
        show()
        change.trouble?.let(::tell)
        if (change.asksWhen) asksWhen()
        return true
    }

    fun write(text: String, of: ULong?) {
        core.write(text, of)
        show()
    }

    fun name(person: PersonId) {
        core.name(person)
        show()
    }

    fun writeTo(audience: Audience) {
        core.writeTo(audience(audience))
        show()
    }

    fun send(of: ULong?) {
        core.send(of)
        show()
        asked()
    }

    fun sendLater(at: Long, of: ULong?) {
        core.sendLater(at.toULong(), of)
        show()
        asked()
    }

    /** Words of a message that was refused, or said just now, come to stand in the field. */
    fun takeBack(row: Long) {
        core.takeBack(row)
        asked()
    }

    fun edit(row: Long) {
        core.edit(row)
        asked()
    }

    fun answer(row: Long, audience: Audience) {
        core.answer(row, audience(audience))
        show()
    }

    fun answerNothing() {
        core.answerNothing()
        show()
    }

    fun cancelEdit() {
        core.cancelEdit()
        show()
    }

    private fun tell(trouble: Trouble) {
        val again = {
            core.again(trouble.again)
            show()
            asked()
        }
        val failed = if (trouble.again is Again.Keep) remedies.noting(again) else remedies.telling(again = again)
        failed(problem(trouble.problem))
    }

    /** Whoever shows it shows the newest: two may at once. */
    private fun show() = states.update { it.copy(composer = composer(core.field())) }
}

private fun composer(field: Field) = ComposerState(
    draft = field.text,
    audience = audience(field.audience),
    choices = field.choices.map(::audience),
    readers = field.readers.map(::person),
    number = field.number,
    editing = field.editing?.was,
    quote = field.quote?.let(::quote),
    naming = field.naming.map(::person),
)
