package care.kith.screens.details

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Row
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import care.kith.screens.Audience
import care.kith.screens.chat.Act
import care.kith.screens.chat.Delivery
import care.kith.screens.chat.sign
import care.kith.screens.design.Button
import care.kith.screens.design.Frame
import care.kith.screens.design.Icon
import care.kith.screens.design.InCircle
import care.kith.screens.design.Kith
import care.kith.screens.design.OfflineLine
import care.kith.screens.design.Page
import care.kith.screens.design.Part
import care.kith.screens.design.PersonLine
import care.kith.screens.design.Rule
import care.kith.screens.design.Selectable
import care.kith.screens.design.Sheet
import care.kith.screens.design.SignedLine
import care.kith.screens.design.Text
import care.kith.screens.design.TopNote
import care.kith.screens.design.Weight
import care.kith.screens.design.Whole
import care.kith.screens.design.list
import care.kith.strings.moment

/** One message: its words, how far it came, who can read it and who cannot. */
@Composable
public fun DetailsScreen(state: DetailsState, onEvent: (DetailsEvent) -> Unit, modifier: Modifier = Modifier) {
    Frame(Kith.strings.detailsTitle, modifier, onBack = { onEvent(DetailsEvent.Back) }) {
        OfflineLine(state.connection)
        Whole(state.details, { onEvent(DetailsEvent.Resolve(it)) }) { details ->
            TopNote(state.problem) { onEvent(DetailsEvent.Resolve(it)) }
            InCircle(details.mine) { Page(Arrangement.spacedBy(20.dp)) { Of(details, onEvent) } }
        }
    }
}

@Composable
private fun Of(details: MessageDetails, onEvent: (DetailsEvent) -> Unit) {
    val strings = Kith.strings
    val message = details.message
    val care = message.audience == Audience.Care
    Sheet(ground = if (care) Kith.colours.care else Kith.colours.surface) {
        PersonLine(message.sender)
        if (care) SignedLine(Icon.Lock, strings.audienceCare, Kith.colours.careInk, style = Kith.type.smallStrong)
        Selectable { Text(message.body) }
    }
    Progress(details)
    if (details.signs.isNotEmpty()) Part(strings.detailsSigns) { Signs(details.signs) }
    Part(strings.detailsReaders) {
        if (details.readers.isEmpty() || message.delivery == Delivery.Refused) {
            Text(strings.detailsNobody)
        } else {
            Readers(details)
        }
    }
    if (details.earlier.isNotEmpty()) EarlierWords(details.earlier)
    if (details.others.isNotEmpty()) {
        Part(strings.detailsOthers) { Sheet { details.others.forEach { PersonLine(it) } } }
    }
    if (Act.WriteAgain in message.may) {
        Button(strings.chatWriteAgain, { onEvent(DetailsEvent.WriteAgain) }, icon = Icon.Pen)
    }
    Button(strings.chatCopy, { onEvent(DetailsEvent.Copy) }, weight = Weight.Other, icon = Icon.Copy)
}

@Composable
private fun Progress(details: MessageDetails) {
    val strings = Kith.strings
    val body = Kith.type.body
    when (details.message.delivery) {
        Delivery.Waiting -> SignedLine(Icon.Clock, strings.detailsWaits, style = body)

        Delivery.Refused -> SignedLine(Icon.Alert, strings.detailsRefused, Kith.colours.alarmInk, style = body)

        Delivery.Sent, Delivery.Delivered, Delivery.Seen, Delivery.Received -> SignedLine(
            Icon.Check,
            strings.detailsSentAt(strings.moment(details.sentAt ?: details.message.at, Kith.moments)),
            style = body,
        )
    }
    if (details.message.edited) SignedLine(Icon.Pen, strings.detailsEdited, style = body)
    if (details.clockOff) SignedLine(Icon.Clock, strings.detailsClockOff, style = body)
}

@Composable
private fun Signs(signs: List<PutSign>) {
    val strings = Kith.strings
    Sheet {
        signs.forEachIndexed { i, put ->
            if (i > 0) Rule()
            val names = strings.list(put.people.map { if (it.me) strings.chatYou else it.name })
            val spoken = strings.sign(put.sign) + ": " + names
            Row(
                Modifier.semantics(mergeDescendants = true) { contentDescription = spoken },
                Arrangement.spacedBy(12.dp),
                Alignment.CenterVertically,
            ) {
                Text(put.sign, style = Kith.type.heading)
                Text(names)
            }
        }
    }
}

@Composable
private fun Readers(details: MessageDetails) {
    val strings = Kith.strings
    val message = details.message
    val receipts = details.receipts.associateBy(Receipt::personId)
    Sheet {
        details.readers.forEachIndexed { i, reader ->
            if (i > 0) Rule()
            PersonLine(reader) {
                when {
                    message.delivery == Delivery.Waiting -> {}

                    message.sender.me -> {
                        Came(receipts[reader.id])
                    }

                    else -> {
                        Text(strings.detailsCanRead, style = Kith.type.small, colour = Kith.colours.inkSoft)
                    }
                }
            }
        }
    }
    // Whoever has it may have seen it, and not tell.
    if (receipts.values.any { it.seen == null }) {
        Text(strings.detailsSeenNotTold, style = Kith.type.small, colour = Kith.colours.inkSoft)
    }
}

/** How far one's own message has come with someone, as they told it. */
@Composable
private fun Came(receipt: Receipt?) {
    val strings = Kith.strings
    val delivered = receipt?.delivered
    val seen = receipt?.seen
    val soft = Kith.colours.inkSoft
    when {
        seen != null -> {
            SignedLine(Icon.Eye, strings.detailsSeenAt(strings.moment(seen, Kith.moments)), soft)
        }

        delivered != null -> {
            val words = strings.detailsDeliveredAt(strings.moment(delivered, Kith.moments))
            SignedLine(Icon.CheckTwice, words, soft)
        }

        else -> {
            SignedLine(Icon.Clock, strings.detailsNotThere, soft)
        }
    }
}

/** To the staff: what the message said before. */
@Composable
private fun EarlierWords(earlier: List<Earlier>) {
    val strings = Kith.strings
    Part(strings.detailsEarlier) {
        Text(strings.detailsEarlierHelp, style = Kith.type.small, colour = Kith.colours.inkSoft)
        Sheet {
            earlier.forEachIndexed { i, once ->
                if (i > 0) Rule()
                Selectable { Text(once.words) }
                Text(
                    strings.detailsWrittenAt(strings.moment(once.at, Kith.moments)),
                    style = Kith.type.small,
                    colour = Kith.colours.inkSoft,
                )
            }
        }
    }
}
