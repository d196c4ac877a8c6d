package care.kith.screens.chat

import androidx.compose.runtime.Composable
import care.kith.screens.design.Ask
import care.kith.screens.design.Button
import care.kith.screens.design.Icon
import care.kith.screens.design.Kith
import care.kith.screens.design.Text
import care.kith.screens.design.Weight

/** What can be done with a message, each in words. */
@Composable
internal fun MessageActions(message: ChatRow.Message, onLeave: () -> Unit, onEvent: (ChatEvent) -> Unit) {
    val strings = Kith.strings
    Ask(
        strings.detailsTitle,
        onLeave,
        answers = {
            eventsOf(message).forEach { event ->
                val (label, icon) = when (event) {
                    is ChatEvent.Copy -> strings.chatCopy to Icon.Copy
                    is ChatEvent.WriteAgain -> strings.chatWriteAgain to Icon.Pen
                    else -> strings.chatDetails to Icon.People
                }
                Button(
                    label,
                    {
                        onLeave()
                        onEvent(event)
                    },
                    weight = Weight.Other,
                    icon = icon,
                )
            }
            Button(strings.actionClose, onLeave)
        },
    ) { Text(message.body, maxLines = 3, colour = Kith.colours.inkSoft) }
}
