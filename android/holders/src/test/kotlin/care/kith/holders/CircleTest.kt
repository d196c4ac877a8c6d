package care.kith.holders

import care.kith.core.Audience
import care.kith.core.Draft
import care.kith.core.KithException
import care.kith.core.Role
import care.kith.core.RowContent
import care.kith.holders.town.PatchedClient
import care.kith.holders.town.Screen
import care.kith.holders.town.becomes
import care.kith.holders.town.inTown
import care.kith.screens.Content
import care.kith.screens.chat.ChatEvent
import care.kith.screens.chat.ChatRow
import care.kith.screens.chat.ChatState
import care.kith.screens.chat.NoticeKind
import care.kith.screens.chat.Refusal
import care.kith.screens.chat.Standing
import care.kith.screens.inbox.InboxState
import care.kith.screens.invite.InviteEvent
import care.kith.screens.invite.InviteState
import care.kith.screens.licences.LicencesEvent
import care.kith.screens.lock.CodeFault
import care.kith.screens.lock.LockEvent
import care.kith.screens.lock.LockPhase
import care.kith.screens.lock.LockedPerson
import care.kith.screens.people.InvitationStage
import care.kith.screens.people.PeopleEvent
import care.kith.screens.people.PeopleState
import care.kith.screens.people.Question
import care.kith.screens.settings.LockAfter
import care.kith.screens.settings.SettingsEvent
import care.kith.strings.Language
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import care.kith.screens.Role as ScreenRole

/** Who is in a circle, who is put out, who tries to get in; and the door of the device. */
internal class CircleTest {
    @Test
    fun `who is invited by a link made on the screen comes in, and goes when she is removed`() = inTown { town ->
        val marta = town.patient("Marta")
        val ana = town.resident("Ana")
        Screen().use { screen ->
            val circle = marta.circle().id
            val invite = InviteHolder(marta.client, circle, screen.scope, screen.go)
            invite.onEvent(InviteEvent.RoleChosen(ScreenRole.Family))
            invite.onEvent(InviteEvent.RelationshipChanged("daughter"))
            invite.onEvent(InviteEvent.Make)
            val made = invite.state.becomes("a link") { it is InviteState.Made } as InviteState.Made
            assertEquals("daughter", made.relationship)
            marta.syncs()
            ana.redeems(made.link)
            marta.approves()
            ana.seesInbox("the circle") { it.circles.isNotEmpty() }

            val people = PeopleHolder(marta.client, circle, screen.scope, screen.go)
            val both = people.state.becomes("Ana") { person(it, "Ana") != null }
            val question = Question.Remove(checkNotNull(person(both, "Ana")))
            people.onEvent(PeopleEvent.Ask(question))
            people.onEvent(PeopleEvent.Confirm(question))
            people.state.becomes("nobody but Marta") { person(it, "Ana") == null }
            val inbox = InboxHolder(ana.client, screen.scope, { it }, screen.go)
            inbox.state.becomes("removed") { standing(it) == Standing.Removed }
        }
    }

    @Test
    fun `a circle that the patient starts anew goes on with the same people`() = inTown { town ->
        val marta = town.patient("Marta")
        val ana = town.resident("Ana")
        ana.redeems(marta.invites(Role.FAMILY, "daughter"))
        marta.approves()
        ana.seesInbox("the circle") { it.circles.isNotEmpty() }
        Screen().use { screen ->
            val people = PeopleHolder(marta.client, marta.circle().id, screen.scope, screen.go)
            people.state.becomes("Ana") { person(it, "Ana") != null }
            people.onEvent(PeopleEvent.Ask(Question.StartAnew))
            people.onEvent(PeopleEvent.Confirm(Question.StartAnew))
            people.state.becomes("done") { it.question == null && !it.working }
            marta.syncs()
            val chat = ChatHolder(ana.client, ana.circle().id, screen.scope, screen.go)
            chat.state.becomes("that it goes on anew") { anew(it) }
            people.state.becomes("both of them") { person(it, "Ana") != null }
        }
    }

    private fun anew(state: ChatState): Boolean = (state.timeline as? Content.Ready)
        ?.value
        ?.rows
        .orEmpty()
        .any { it is ChatRow.Notice && it.kind == NoticeKind.Anew }

    @Test
    fun `a link made without a network says that it does not work yet, and then does`() = inTown { town ->
        val marta = town.patient("Marta")
        val ana = town.resident("Ana")
        Screen().use { screen ->
            val circle = marta.circle().id
            val people = PeopleHolder(marta.client, circle, screen.scope, screen.go)
            town.losesNetwork()
            val invite = InviteHolder(marta.client, circle, screen.scope, screen.go)
            invite.onEvent(InviteEvent.RoleChosen(ScreenRole.Family))
            invite.onEvent(InviteEvent.Make)
            val made = invite.state.becomes("unsent") { (it as? InviteState.Made)?.unsent == true } as InviteState.Made
            people.state.becomes("unsent") { InvitationStage.Unsent in stages(it) }

            town.relay.serve()
            marta.client.tryAgain()
            invite.state.becomes("sent") { (it as? InviteState.Made)?.unsent == false }
            people.state.becomes("open") { stages(it) == listOf(InvitationStage.Open) }
            ana.redeems(made.link)
            marta.approves()
            ana.seesInbox("the circle") { it.circles.isNotEmpty() }
            // Who is in is among the people, and not among the invited any more.
            people.state.becomes("in") { person(it, "Ana") != null && stages(it).isEmpty() }
        }
    }

    @Test
    fun `a stranger whom a patched client adds is refused, and the patient is told`() = inTown { town ->
        val marta = town.patient("Marta")
        PatchedClient("Ana", town.home.resolve("patched")).use { ana ->
            ana.types("join ${marta.invites(Role.FAMILY, "daughter")}")
            marta.approves()
            // In when the relay has handed over what lets her in.
            marta.syncs()
            ana.types("sync")
            Screen().use { screen ->
                val chat = ChatHolder(marta.client, marta.circle().id, screen.scope, screen.go)
                val said = ana.types("attack stranger")
                val state = chat.state.becomes("an alarm, after “$said”") { alarm(it) != null }
                val alarm = checkNotNull(alarm(state))
                assertEquals(Refusal.StrangerAdded to "Ana", alarm.refusal to alarm.by?.name)
                assertEquals(2, state.people, "nobody got in")
                marta.seesInbox("the alarm") { it.circles.single().alarm }
                chat.onEvent(ChatEvent.Seen(alarm.id))
                marta.seesInbox("that it was seen") { !it.circles.single().alarm }
            }
        }
    }

    @Test
    fun `the door opens for the right person, and says why it does not`() = inTown { town ->
        val marta = town.patient("Marta")
        Screen().use { screen ->
            val settings = SettingsHolder(marta.client, screen.scope, Language.English, "0.1.0", screen.go)
            settings.state.becomes("settings") { it.settings is Content.Ready }
            settings.onEvent(SettingsEvent.LockAfterChosen(LockAfter.FiveMinutes))
            settings.state.becomes("five minutes") {
                (it.settings as? Content.Ready)?.value?.lockAfter == LockAfter.FiveMinutes
            }
            settings.onEvent(SettingsEvent.LockNow)
            assertEquals(Go.ToLock, screen.leads())

            val someone = LockedPerson("marta", "Marta")
            var rightOne = false
            val lock = LockHolder(listOf(someone), Numbers(listOf("112")), screen.scope, { _, _, recognised ->
                if (!rightOne) throw KithException.Unlock("vault.denied")
                recognised()
                marta.client.unlock(marta.vault)
            }, screen.go)
            lock.onEvent(LockEvent.Open("marta"))
            lock.state.becomes("not recognised") { it.phase == LockPhase.NotRecognised }
            rightOne = true
            lock.onEvent(LockEvent.Open("marta"))
            assertEquals(Go.Opened(someone), screen.leads())
            assertEquals("Marta's circle", marta.circle().title)
            assertTrue(marta.client.settings().lockAfterMs == 300_000uL)
        }
    }

    @Test
    fun `the door of a shared device asks each for their own code, and says when it may be tried`() = runBlocking {
        val joy = LockedPerson("joy", "Joy")
        val newcomer = LockedPerson("", "Someone else")
        var wait = 0L
        val codes = object : Codes {
            override fun asked(person: LockedPerson) = if (person == joy) Asked.Code else Asked.NewCode

            override fun waitMs(person: LockedPerson) = wait
        }
        Screen().use { screen ->
            val opened = Channel<String?>(Channel.UNLIMITED)
            val lock = LockHolder(listOf(joy, newcomer), Numbers(), screen.scope, { _, code, _ ->
                opened.send(code)
                if (code == "230042") throw KithException.Unlock("vault.wrong-code")
            }, screen.go, codes)

            fun phase() = lock.state.value.phase
            lock.onEvent(LockEvent.Open("joy"))
            assertEquals(LockPhase.Code(), phase())
            lock.onEvent(LockEvent.Open("joy"))
            assertEquals(LockPhase.Code(), phase(), "without a code nothing is tried")
            lock.onEvent(LockEvent.CodeChanged("230042"))
            lock.onEvent(LockEvent.Open("joy"))
            lock.state.becomes("wrong") { it.phase == LockPhase.Code(wrong = true) }
            wait = 300
            lock.onEvent(LockEvent.CodeChanged("230042"))
            lock.onEvent(LockEvent.Open("joy"))
            lock.state.becomes("a wait") { it.phase is LockPhase.Wait }
            lock.state.becomes("its end") { it.phase == LockPhase.Code() }
            lock.onEvent(LockEvent.NotMe)
            assertEquals(LockPhase.Closed, phase())

            lock.onEvent(LockEvent.Open(""))
            lock.onEvent(LockEvent.CodeChanged("123456"))
            lock.onEvent(LockEvent.CodeAgainChanged("123456"))
            lock.onEvent(LockEvent.Open(""))
            assertEquals(LockPhase.NewCode("123456", "123456", CodeFault.TooEasy), phase())
            lock.onEvent(LockEvent.CodeChanged("481516"))
            lock.onEvent(LockEvent.Open(""))
            assertEquals(LockPhase.NewCode("481516", "123456", CodeFault.Different), phase())
            lock.onEvent(LockEvent.CodeAgainChanged("481516"))
            lock.onEvent(LockEvent.Open(""))
            assertEquals(Go.Opened(newcomer), screen.leads())
            assertEquals(listOf("230042", "230042", "481516"), List(3) { opened.tryReceive().getOrNull() })
        }
    }

    @Test
    fun `whose work is in it can be read, each with its licence`() = runBlocking { read() }

    private suspend fun read() = Screen().use { screen ->
        val holder = LicencesHolder(screen.scope, { name ->
            checkNotNull(javaClass.getResourceAsStream("/licences/$name")) { name }
        }, screen.go)

        fun works() = (holder.state.value.works as? Content.Ready)?.value.orEmpty()
        holder.state.becomes("the list") { works().isNotEmpty() }
        val names = works().map { it.name }
        assertTrue(
            names.containsAll(listOf("openmls", "sqlcipher-src", "net.java.dev.jna:jna", "IBM Plex Sans Arabic")),
        )
        assertTrue(names.none { it.startsWith("kith") })
        for (work in works()) {
            assertTrue(work.licence.isNotBlank(), work.name)
            holder.onEvent(LicencesEvent.Open(work.id))
            holder.state.becomes("the licence of ${work.name}") { now ->
                val open = now.open
                open?.work == work && ((open.text as? Content.Ready)?.value?.length ?: 0) > 100
            }
        }
        holder.onEvent(LicencesEvent.Back)
        assertEquals(null, holder.state.value.open)
        holder.onEvent(LicencesEvent.Back)
        assertEquals(Go.Back, screen.leads())
    }

    @Test
    fun `a record says nothing of what is in it`() = inTown { town ->
        val marta = town.patient("Marta")
        marta.says("The secret words")
        val inbox = marta.client.inbox()
        val chat = checkNotNull(marta.client.watchChat(inbox.circles.single().id).use { it.next() })
        val records = listOf(inbox, chat, chat.circle, chat.clinic, marta.client.settings()) +
            inbox.circles + inbox.clinics + chat.rows + Draft(Audience.CIRCLE, "The secret words")
        records.forEach { record ->
            assertEquals("${record.javaClass.simpleName}(…)", record.toString())
        }
        assertTrue(chat.rows.any { it.content == RowContent.Text("The secret words", edited = false) })
    }

    private fun person(state: PeopleState, name: String) =
        (state.circle as? Content.Ready)
            ?.value
            ?.members
            ?.find { it.person.name == name }
            ?.person

    private fun stages(state: PeopleState) =
        (state.circle as? Content.Ready)
            ?.value
            ?.invitations
            .orEmpty()
            .map { it.stage }

    private fun standing(state: InboxState): Standing? =
        (state.clinics as? Content.Ready)
            ?.value
            ?.flatMap { it.circles }
            ?.singleOrNull()
            ?.standing

    private fun alarm(state: ChatState): ChatRow.Alarm? =
        (state.timeline as? Content.Ready)
            ?.value
            ?.rows
            ?.filterIsInstance<ChatRow.Alarm>()
            ?.firstOrNull()
}
