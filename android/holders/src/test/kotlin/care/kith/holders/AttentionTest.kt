package care.kith.holders

import care.kith.holders.town.Screen
import care.kith.holders.town.becomes
import care.kith.holders.town.inTown
import care.kith.screens.Content
import care.kith.screens.chat.ChatEvent
import care.kith.screens.chat.ChatRow
import care.kith.screens.chat.ChatState
import care.kith.screens.chat.Delivery
import care.kith.screens.chat.Timeline
import care.kith.screens.details.MessageDetails
import care.kith.screens.inbox.CircleItem
import care.kith.screens.inbox.InboxEvent
import care.kith.screens.inbox.InboxState
import care.kith.screens.people.Alone
import care.kith.screens.people.Member
import care.kith.screens.people.PeopleEvent
import care.kith.screens.people.PeopleState
import care.kith.screens.settings.SettingsEvent
import care.kith.screens.shelf.ShelfEvent
import care.kith.strings.Language
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** How far something has come, what is important, where one wants to come back to, and a talk of two. */
internal class AttentionTest {
    @Test
    fun `what one said is delivered, and seen by who tells it`() = inTown { town ->
        val (marta, nadia) = town.pair()
        Screen().use { screen ->
            val hers = ChatHolder(nadia.client, nadia.circle().id, screen.scope, screen.go)
            val chat = ChatHolder(marta.client, marta.circle().id, screen.scope, screen.go)
            marta.says("Good morning.")
            val come = chat.state.becomes("delivered") { said(it, "Good morning.")?.delivery == Delivery.Delivered }
            val row = checkNotNull(said(come, "Good morning.")).id
            assertEquals(row, timeline(come)?.reachedRow)
            val read = hers.state.becomes("her words") { said(it, "Good morning.") != null }
            hers.onEvent(ChatEvent.Seen(checkNotNull(said(read, "Good morning.")).id))
            chat.state.becomes("seen") { said(it, "Good morning.")?.delivery == Delivery.Seen }

            val details = DetailsHolder(marta.client, row, screen.scope, screen.go)
            val known = details.state.becomes("who has it") { it.details is Content.Ready }
            val receipt = (known.details as Content.Ready<MessageDetails>).value.receipts.single()
            assertTrue(receipt.delivered != null && receipt.seen != null)

            val settings = SettingsHolder(nadia.client, screen.scope, Language.English, "0.1.0", screen.go)
            settings.onEvent(SettingsEvent.TellsSeenChosen(false))
            settings.state.becomes("telling no more") { (it.settings as? Content.Ready)?.value?.tellsSeen == false }
            marta.says("Did you sleep?")
            val next = hers.state.becomes("the next") { said(it, "Did you sleep?") != null }
            hers.onEvent(ChatEvent.Seen(checkNotNull(said(next, "Did you sleep?")).id))
            nadia.seesInbox("nothing unread") { it.circles.single().unread == 0u }
            chat.state.becomes("delivered and no more") {
                said(it, "Did you sleep?")?.delivery == Delivery.Delivered
            }
        }
    }

    @Test
    fun `what is important stands on the shelf, and a day and a name lead to what was said`() = inTown { town ->
        val (marta, nadia) = town.pair()
        nadia.says("Ten drops at night.")
        Screen().use { screen ->
            val chat = ChatHolder(marta.client, marta.circle().id, screen.scope, screen.go)
            val heard = chat.state.becomes("her words") { said(it, "Ten drops at night.") != null }
            val row = checkNotNull(said(heard, "Ten drops at night.")).id
            chat.onEvent(ChatEvent.Pin(row, on = true))
            chat.state.becomes("important") { it.shelved == 1 && said(it, "Ten drops at night.")?.pinned == true }
            chat.onEvent(ChatEvent.OpenShelf)
            assertEquals(Go.ToShelf(marta.circle().conversation), screen.leads())
            val shelf = ShelfHolder(marta.client, marta.circle().conversation, screen.scope, screen.go)
            val stands = shelf.state.becomes("the shelf") { it.shelf is Content.Ready }
            val item = (stands.shelf as Content.Ready).value.single()
            assertEquals(listOf("Marta"), item.by.map { it.name })
            shelf.onEvent(ShelfEvent.Open(item.message.id))
            assertEquals(Go.ToChat(marta.circle().conversation, row), screen.leads())
            shelf.onEvent(ShelfEvent.Unpin(row))
            shelf.state.becomes("nothing") { (it.shelf as? Content.Ready)?.value?.isEmpty() == true }
            chat.state.becomes("nothing at the head") { it.shelved == 0 }

            chat.onEvent(ChatEvent.DraftChanged("Thank you, @na"))
            val naming = chat.state.becomes("whom it may mean") { it.composer.naming.isNotEmpty() }
            val (nurse) = naming.composer.naming
            chat.onEvent(ChatEvent.NameChosen(nurse.id))
            assertEquals("Thank you, @Nadia ", chat.state.value.composer.draft)
            chat.onEvent(ChatEvent.Send())
            val named = chat.state.becomes("her name") { said(it, "Thank you, @Nadia ")?.named?.isNotEmpty() == true }
            assertEquals(listOf(11..16), said(named, "Thank you, @Nadia ")?.named)

            chat.onEvent(ChatEvent.GoToDay(0))
            val first = chat.state.becomes("the first of all") { timeline(it)?.target != null }
            assertEquals(timeline(first)?.rows?.first()?.id, timeline(first)?.target)
        }
    }

    @Test
    fun `a conversation is muted and marked, and one talks with someone alone`() = inTown { town ->
        val (marta, nadia) = town.pair()
        val circle = marta.circle().conversation
        Screen().use { screen ->
            val inbox = InboxHolder(marta.client, screen.scope, { it }, screen.go)
            inbox.state.becomes("the list") { item(it) != null }
            inbox.onEvent(InboxEvent.Ask(circle))
            assertEquals(circle, inbox.state.value.question)
            inbox.onEvent(InboxEvent.SetMuted(circle, true))
            assertNull(inbox.state.value.question)
            inbox.state.becomes("muted") { item(it)?.muted == true }
            inbox.onEvent(InboxEvent.MarkUnread(circle))
            inbox.state.becomes("marked") { item(it)?.markedUnread == true }
            inbox.onEvent(InboxEvent.SetMuted(circle, false))
            inbox.state.becomes("heard again") { item(it)?.muted == false }

            val people = PeopleHolder(marta.client, marta.circle().id, screen.scope, screen.go)
            val her = checkNotNull(member(people.state.becomes("Nadia") { member(it, "Nadia") != null }, "Nadia"))
            assertEquals(Alone() to true, her.alone to her.removable)
            people.onEvent(PeopleEvent.TalkAlone(her.person.id))
            val talk = screen.leads() as Go.ToChat
            assertTrue(talk.circle != circle)

            val theirs = PeopleHolder(nadia.client, nadia.circle().id, screen.scope, screen.go)
            val mother = theirs.state.becomes("Marta") { member(it, "Marta") != null }
            assertEquals(null to false, member(mother, "Marta")?.let { it.alone to it.removable })
        }
    }

    private fun timeline(state: ChatState): Timeline? = (state.timeline as? Content.Ready)?.value

    private fun said(state: ChatState, body: String) = timeline(state)
        ?.rows
        .orEmpty()
        .filterIsInstance<ChatRow.Message>()
        .find { it.body == body }

    private fun item(state: InboxState): CircleItem? = (state.clinics as? Content.Ready)
        ?.value
        ?.single()
        ?.circles
        ?.firstOrNull()

    private fun member(state: PeopleState, name: String): Member? =
        (state.circle as? Content.Ready)?.value?.members?.find { it.person.name == name }
}
