package care.kith.desktop

import care.kith.screens.chat.ChatRow
import care.kith.screens.chat.ChatState

/** A conversation as lines, for whoever checks what a screen shows. */
internal fun lines(chat: ChatState): List<String> = ready(chat.timeline)?.rows.orEmpty().map(::line)

private fun line(row: ChatRow): String = when (row) {
    is ChatRow.Message -> "${row.sender.name} (${row.audience.name}, ${row.delivery.name}): ${row.body}${marks(row)}"
    is ChatRow.Deleted -> "${row.sender.name} (${row.audience.name}): DELETED"
    is ChatRow.Notice -> listOfNotNull("·", row.kind.name, row.about?.name).joinToString(" ")
    is ChatRow.Alarm -> listOfNotNull("  !! ALARM", row.refusal.name, row.by?.name).joinToString(" ")
}

private fun marks(row: ChatRow.Message): String =
    (listOf("edited").filter { row.edited } + row.signs.map { it.sign + it.count }).joinToString("") { " [$it]" }
