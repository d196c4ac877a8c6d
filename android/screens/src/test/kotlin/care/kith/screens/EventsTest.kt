package care.kith.screens

import androidx.compose.ui.semantics.SemanticsProperties
import androidx.compose.ui.semantics.getOrNull
import androidx.compose.ui.test.ExperimentalTestApi
import androidx.compose.ui.test.SemanticsMatcher
import androidx.compose.ui.test.hasClickAction
import androidx.compose.ui.test.hasSetTextAction
import androidx.compose.ui.test.onNodeWithContentDescription
import androidx.compose.ui.test.onNodeWithText
import androidx.compose.ui.test.performClick
import androidx.compose.ui.test.performScrollTo
import androidx.compose.ui.test.performTextInput
import androidx.compose.ui.test.performTextReplacement
import care.kith.screens.consent.ConsentEvent
import care.kith.screens.consent.ConsentPhase
import care.kith.screens.consent.ConsentScreen
import care.kith.screens.details.DetailsEvent
import care.kith.screens.details.DetailsScreen
import care.kith.screens.inbox.ClinicCircles
import care.kith.screens.inbox.InboxEvent
import care.kith.screens.inbox.InboxScreen
import care.kith.screens.inbox.InboxState
import care.kith.screens.invite.InviteEvent
import care.kith.screens.invite.InviteScreen
import care.kith.screens.licences.LicencesEvent
import care.kith.screens.licences.LicencesScreen
import care.kith.screens.lock.LockEvent
import care.kith.screens.lock.LockPhase
import care.kith.screens.lock.LockScreen
import care.kith.screens.lock.LockedPerson
import care.kith.screens.number.NumberEvent
import care.kith.screens.number.NumberScreen
import care.kith.screens.number.PairNumber
import care.kith.screens.samples.NOW
import care.kith.screens.samples.Samples
import care.kith.screens.search.SearchEvent
import care.kith.screens.search.SearchScreen
import care.kith.screens.settings.LockAfter
import care.kith.screens.settings.SettingsEvent
import care.kith.screens.settings.SettingsScreen
import care.kith.screens.welcome.Camera
import care.kith.screens.welcome.WelcomeEvent
import care.kith.screens.welcome.WelcomeScreen
import care.kith.screens.welcome.WelcomeState
import care.kith.screens.welcome.WelcomeStep
import care.kith.strings.Language
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** What each screen but the chat and the people sends. */
@OptIn(ExperimentalTestApi::class)
class EventsTest {
    private fun UiTest<*>.press(words: String) = ui
        .onNode(
            hasClickAction() and SemanticsMatcher(words) { node ->
                node.config.getOrNull(SemanticsProperties.Text)?.any { bare(it.text).startsWith(words) } == true
            },
        ).performScrollTo()
        .performClick()

    private fun UiTest<*>.pressFixed(words: String) = ui
        .onNode(
            hasClickAction() and SemanticsMatcher(words) { node ->
                node.config.getOrNull(SemanticsProperties.Text)?.any { bare(it.text).startsWith(words) } == true
            },
        ).performClick()

    private fun UiTest<*>.touch(description: String) = ui.onNodeWithContentDescription(description).performClick()

    @Test
    fun `welcome`() = uiTest<WelcomeEvent>(screen = { samples, send -> WelcomeScreen(samples.welcome(), send) }) {
        press(strings.welcomeScan)
        press(strings.welcomeLink)
        press(Language.Arabic.ownName)
        assertEquals(
            listOf(WelcomeEvent.ScanCode, WelcomeEvent.EnterLink, WelcomeEvent.LanguageChosen(Language.Arabic)),
            events,
        )
    }

    @Test
    fun `a link is pasted`() = uiTest<WelcomeEvent>(screen = { samples, send ->
        WelcomeScreen(WelcomeState(Language.English, WelcomeStep.Link(samples.link)), send)
    }) {
        ui.onNode(hasSetTextAction()).performTextReplacement("kith://relay.example/join#X")
        pressFixed(strings.welcomeLinkGo)
        pressFixed(strings.welcomeScan)
        touch(strings.actionBack)
        assertEquals(
            listOf(
                WelcomeEvent.LinkChanged("kith://relay.example/join#X"),
                WelcomeEvent.LinkDone,
                WelcomeEvent.ScanCode,
                WelcomeEvent.Back,
            ),
            events,
        )
    }

    @Test
    fun `a code is scanned`() = uiTest<WelcomeEvent>(screen = { _, send ->
        WelcomeScreen(WelcomeState(Language.English, WelcomeStep.Scan(Camera.NotAllowed, Problem.NotALink)), send)
    }) {
        pressFixed(strings.welcomeCameraAllow)
        pressFixed(strings.welcomeOpenPicture)
        pressFixed(strings.actionUnderstood)
        assertEquals(
            listOf(WelcomeEvent.AllowCamera, WelcomeEvent.OpenPicture, WelcomeEvent.Resolve(Remedy.Understood)),
            events,
        )
    }

    @Test
    fun `consent`() = uiTest<ConsentEvent>(screen = { samples, send -> ConsentScreen(samples.consent(), send) }) {
        ui.onNode(hasSetTextAction()).performTextReplacement("Lina")
        press(strings.consentAgree)
        press(strings.consentRefuse)
        assertEquals(listOf(ConsentEvent.NameChanged("Lina"), ConsentEvent.Agree, ConsentEvent.Refuse), events)
    }

    @Test
    fun `waiting for the patient goes on`() = uiTest<ConsentEvent>(screen = { samples, send ->
        ConsentScreen(samples.consent().copy(phase = ConsentPhase.WaitingForPatient), send)
    }) {
        press(strings.consentWaitingGo)
        assertEquals(listOf<ConsentEvent>(ConsentEvent.Continue), events)
    }

    @Test
    fun `the lock of a workstation`() = uiTest<LockEvent>(screen = { samples, send ->
        LockScreen(samples.lock().copy(people = samples.lock().people + LockedPerson("p9", "Kim Nobody")), send)
    }) {
        press("Kim Nobody")
        pressFixed(strings.lockOpen)
        pressFixed("Emergency? Call 112")
        assertEquals(listOf(LockEvent.Choose("p9"), LockEvent.Open("p1"), LockEvent.Call("112")), events)
    }

    @Test
    fun `a device without a lock, and one that lost its key`() {
        listOf(
            LockPhase.NoDeviceLock to LockEvent.OpenDeviceSettings,
            LockPhase.KeyLost to LockEvent.StartOver,
        ).forEach { (phase, event) ->
            uiTest<LockEvent>(screen = { samples, send -> LockScreen(samples.lock().copy(phase = phase), send) }) {
                pressFixed(if (phase == LockPhase.KeyLost) strings.actionStartOver else strings.lockDeviceSettings)
                assertEquals(listOf(event), events)
            }
        }
    }

    @Test
    fun `a code of one's own`() {
        val nobody = LockedPerson("p9", "Kim Nobody")

        fun at(phase: LockPhase, does: UiTest<LockEvent>.() -> Unit) = uiTest<LockEvent>(
            screen = { samples, send ->
                LockScreen(samples.lock().copy(people = samples.lock().people + nobody, phase = phase), send)
            },
            test = does,
        )
        at(LockPhase.Code("48151")) {
            ui.onNodeWithContentDescription(strings.lockCodeField).performTextReplacement("481516")
            pressFixed(strings.lockOpen)
            pressFixed(strings.lockNotMe)
            assertEquals(listOf(LockEvent.CodeChanged("481516"), LockEvent.Open("p1"), LockEvent.NotMe), events)
        }
        at(LockPhase.NewCode("481516", "48151")) {
            ui.onNodeWithContentDescription(strings.lockNewCodeAgain).performTextReplacement("481516")
            pressFixed(strings.lockOpen)
            assertEquals(listOf(LockEvent.CodeAgainChanged("481516"), LockEvent.Open("p1")), events)
        }
    }

    @Test
    fun `whose work is in Kith`() = uiTest<LicencesEvent>(screen = { samples, send ->
        LicencesScreen(samples.licences(), send)
    }) {
        press("zeroize")
        touch(strings.actionBack)
        assertEquals(listOf(LicencesEvent.Open("4"), LicencesEvent.Back), events)
    }

    @Test
    fun `the inbox`() = uiTest<InboxEvent>(screen = { samples, send -> InboxScreen(samples.inbox(), send) }) {
        press("Mara’s circle")
        press("1 person wants to join")
        press(strings.inboxAdd)
        touch(strings.inboxSearch)
        touch(strings.inboxSettings)
        press("Emergency? Call 0800")
        press("Call the clinic: 0800")
        assertEquals(
            listOf(
                InboxEvent.Open("k1"),
                InboxEvent.OpenPeople("k1"),
                InboxEvent.AddInvitation,
                InboxEvent.OpenSearch,
                InboxEvent.OpenSettings,
                InboxEvent.Call("0800 555 019"),
                InboxEvent.Call("0800 555 018"),
            ),
            events,
        )
    }

    @Test
    fun `a circle is started`() = uiTest<InboxEvent>(screen = { samples, send ->
        val clinics = Content.Ready(listOf(ClinicCircles(samples.cast.clinic, emptyList(), mayStart = true)))
        InboxScreen(InboxState(samples.online, clinics), send)
    }) {
        press(strings.inboxStart)
        assertEquals(listOf<InboxEvent>(InboxEvent.StartCircle("c1")), events)
    }

    @Test
    fun `details`() = uiTest<DetailsEvent>(screen = { samples, send -> DetailsScreen(samples.details(), send) }) {
        press(strings.chatCopy)
        touch(strings.actionBack)
        assertEquals(listOf(DetailsEvent.Copy, DetailsEvent.Back), events)
    }

    @Test
    fun `a number`() = uiTest<NumberEvent>(screen = { samples, send -> NumberScreen(samples.number(), send) }) {
        press(strings.numberScan)
        press(strings.numberSame)
        press(strings.numberAreDifferent)
        touch(strings.actionBack)
        assertEquals(listOf(NumberEvent.Scan, NumberEvent.Same, NumberEvent.Different, NumberEvent.Back), events)
    }

    @Test
    fun `a number that was checked`() {
        val checked = { samples: Samples ->
            val ready = samples.number().number as Content.Ready<PairNumber>
            samples.number().copy(number = Content.Ready(ready.value.copy(checked = NOW)))
        }
        uiTest<NumberEvent>(screen = { samples, send -> NumberScreen(checked(samples), send) }) {
            press(strings.numberTakeBack)
            press(strings.numberAreDifferent)
            assertEquals(listOf(NumberEvent.TakeBack, NumberEvent.Different), events)
        }
    }

    @Test
    fun `a number is scanned`() = uiTest<NumberEvent>(
        screen = { samples, send -> NumberScreen(samples.number().copy(camera = Camera.NotAllowed), send) },
    ) {
        pressFixed(strings.welcomeCameraAllow)
        assertEquals(listOf<NumberEvent>(NumberEvent.AllowCamera), events)
        // It could have come from anyone: whoever has a code to show is here.
        ui.onNodeWithText(strings.welcomeOpenPicture).assertDoesNotExist()
    }

    @Test
    fun `a number that was different is scanned again, and said to be the same by nobody`() {
        val different = { samples: Samples ->
            val ready = samples.number().number as Content.Ready<PairNumber>
            samples.number().copy(number = Content.Ready(ready.value.copy(different = true)))
        }
        uiTest<NumberEvent>(screen = { samples, send -> NumberScreen(different(samples), send) }) {
            ui.onNodeWithText(strings.peopleDifferent).assertExists()
            ui.onNodeWithText(strings.numberSame).assertDoesNotExist()
            ui.onNodeWithText(strings.numberTakeBack).assertDoesNotExist()
            ui.onNodeWithText(strings.numberAreDifferent).assertDoesNotExist()
            press(strings.numberScan)
            assertEquals(listOf<NumberEvent>(NumberEvent.Scan), events)
        }
    }

    @Test
    fun `without a camera the digits are all there is`() = uiTest<NumberEvent>(
        screen = { samples, send -> NumberScreen(samples.number().copy(sees = false), send) },
    ) {
        ui.onNodeWithText(strings.numberScan).assertDoesNotExist()
        press(strings.numberSame)
        press(strings.numberAreDifferent)
        assertEquals(listOf(NumberEvent.Same, NumberEvent.Different), events)
    }

    @Test
    fun `without a camera a word is all that ends what was different`() {
        val different = { samples: Samples ->
            val ready = samples.number().number as Content.Ready<PairNumber>
            samples.number().copy(number = Content.Ready(ready.value.copy(different = true)), sees = false)
        }
        uiTest<NumberEvent>(screen = { samples, send -> NumberScreen(different(samples), send) }) {
            ui.onNodeWithText(strings.peopleDifferent).assertExists()
            ui.onNodeWithText(strings.numberAreDifferent).assertDoesNotExist()
            press(strings.numberSame)
            assertEquals(listOf<NumberEvent>(NumberEvent.Same), events)
        }
    }

    @Test
    fun `inviting`() = uiTest<InviteEvent>(screen = { samples, send -> InviteScreen(samples.inviting(), send) }) {
        press("Doctor or nurse")
        ui.onNode(hasSetTextAction()).performTextInput("!")
        press("30 days")
        pressFixed(strings.inviteMake)
        assertEquals(
            listOf(
                InviteEvent.RoleChosen(Role.Clinician),
                InviteEvent.RelationshipChanged("daughter!"),
                InviteEvent.DaysChosen(30),
                InviteEvent.Make,
            ),
            events,
        )
    }

    @Test
    fun `the invitation is handed on`() =
        uiTest<InviteEvent>(screen = { samples, send -> InviteScreen(samples.invited(), send) }) {
            press(strings.inviteShare)
            press(strings.inviteCopy)
            press(strings.inviteDone)
            val (shared, copied, done) = events
            val text = (shared as InviteEvent.Share).text
            assertEquals(listOf(InviteEvent.Copy(text), InviteEvent.Done), listOf(copied, done))
            // What to do with it, by the words of the very button, and then the link alone in its line.
            assertTrue(strings.welcomeLink in text)
            assertEquals(samples.link, text.lines().last())
        }

    @Test
    fun `searching`() = uiTest<SearchEvent>(screen = { samples, send -> SearchScreen(samples.search(), send) }) {
        pressFixed("Mara’s circle")
        touch(strings.searchClear)
        assertEquals(listOf(SearchEvent.Open("k1", 5), SearchEvent.QueryChanged("")), events)
    }

    @Test
    fun `settings`() = uiTest<SettingsEvent>(screen = { samples, send -> SettingsScreen(samples.settings(), send) }) {
        press("Español")
        press("After 5 minutes")
        press(strings.settingsLockNow)
        press(strings.settingsTellSeen)
        press(strings.settingsRenew)
        press(strings.settingsLicences)
        assertEquals(
            listOf(
                SettingsEvent.LanguageChosen(Language.Spanish),
                SettingsEvent.LockAfterChosen(LockAfter.FiveMinutes),
                SettingsEvent.LockNow,
                SettingsEvent.TellsSeenChosen(false),
                SettingsEvent.RenewKeys,
                SettingsEvent.OpenLicences,
            ),
            events,
        )
    }

    @Test
    fun `every problem has a sentence and one thing to do`() = Problem.entries.forEach { problem ->
        uiTest<InboxEvent>(height = 700, screen = { samples, send ->
            InboxScreen(InboxState(samples.online, Content.Failed(problem)), send)
        }) {
            ui.onAllNodes(hasClickAction())[2].performClick()
            val way = if (problem.remedy == Remedy.Understood) Remedy.GoBack else problem.remedy
            assertEquals(listOf<InboxEvent>(InboxEvent.Resolve(way)), events)
        }
    }
}
