package care.kith.holders

import care.kith.core.Answers
import care.kith.screens.Audience
import care.kith.screens.chat.ComposerState

/**
 * For whom words are that someone begins: for those who read what they answer, which the core says, until they choose
 * otherwise. What is begun stays for whom it was begun.
 */
internal class Reading {
    @Volatile
    private var answered: Answers? = null

    /** What was answered when the person chose; `null` where they did not. */
    @Volatile
    private var chosen: Answers? = null

    /** What was answered when they sent something, and who reads that. */
    @Volatile
    private var sent: Pair<Answers?, Audience>? = null

    /** The field, for whom it is now that [now] is answered. */
    fun of(field: ComposerState, now: Answers): ComposerState {
        answered = now
        if (field.draft.isNotBlank() || chosen == now) return field
        val to = maxOf(audience(now.audience), own(now))
        // What comes does not widen what they chose.
        if (chosen != null && to < field.audience) return field
        chosen = null
        return field.copy(audience = to)
    }

    /** Who reads what they said last, as long as nobody said anything since: it may not be shown yet. */
    private fun own(now: Answers): Audience =
        sent?.let { (answered, audience) -> audience.takeIf { answered?.row == now.row } } ?: Audience.Circle

    /** They chose who reads it. */
    fun chosen() {
        chosen = answered
    }

    /** They sent it. */
    fun sent(audience: Audience) {
        sent = answered to audience
        chosen = null
    }
}
