package care.kith.desktop

import androidx.compose.foundation.background
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.BoxWithConstraints
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxHeight
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.width
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.compose.runtime.key
import androidx.compose.runtime.remember
import androidx.compose.ui.Modifier
import androidx.compose.ui.focus.FocusRequester
import androidx.compose.ui.focus.focusRequester
import androidx.compose.ui.focus.focusTarget
import androidx.compose.ui.input.key.onKeyEvent
import androidx.compose.ui.text.font.FontFamily
import androidx.compose.ui.text.font.FontWeight
import androidx.compose.ui.text.platform.Font
import androidx.compose.ui.unit.dp
import care.kith.screens.Remedy
import care.kith.screens.chat.ChatScreen
import care.kith.screens.consent.ConsentScreen
import care.kith.screens.design.Fonts
import care.kith.screens.design.Kith
import care.kith.screens.design.KithTheme
import care.kith.screens.details.DetailsScreen
import care.kith.screens.forward.ForwardScreen
import care.kith.screens.inbox.InboxScreen
import care.kith.screens.invite.InviteScreen
import care.kith.screens.licences.LicencesScreen
import care.kith.screens.lock.LockScreen
import care.kith.screens.number.NumberScreen
import care.kith.screens.people.PeopleScreen
import care.kith.screens.search.SearchScreen
import care.kith.screens.settings.SettingsScreen
import care.kith.screens.shelf.ShelfScreen
import care.kith.screens.welcome.WelcomeScreen
import care.kith.strings.CalendarMoments
import kotlinx.coroutines.flow.StateFlow

/** How wide the list of circles is beside what is open. */
private val LIST = 380.dp

/** Where a window is narrower, it shows the list or what is open. */
private val BOTH = 800.dp

/** A desk knows neither where its newer Kith comes from nor how to make room on it. */
private val Offered = Remedy.entries.toSet() - Remedy.Update - Remedy.FreeSpace

/** The letters of every Kith. */
internal val bundledFonts: Fonts = Fonts(
    FontFamily(
        Font("fonts/AtkinsonHyperlegibleNext-Regular.ttf"),
        Font("fonts/AtkinsonHyperlegibleNext-Bold.ttf", FontWeight.Bold),
    ),
    FontFamily(
        Font("fonts/IBMPlexSansArabic-Regular.ttf"),
        Font("fonts/IBMPlexSansArabic-Bold.ttf", FontWeight.Bold),
    ),
    FontFamily(Font("fonts/NotoColorEmoji-Signs.ttf")),
)

/** A desk: the list of circles, and beside it what is open; in a narrow window the one or the other. */
@Composable
internal fun DeskView(desk: Desk, time: DeskTime, dark: Boolean = false, reducedMotion: Boolean = false) {
    val language by desk.language.collectAsState()
    val moments = remember(language, time) {
        CalendarMoments(language, time.zone, time.hours24, System::currentTimeMillis)
    }
    KithTheme(language, moments, bundledFonts, dark, reducedMotion, typing = true, offered = Offered) {
        val view by desk.view.collectAsState()
        val open = view
        val keyboard = remember { FocusRequester() }
        // Keys are heard where nothing has been touched yet. A field that is ready for typing takes them after this.
        LaunchedEffect(open) { keyboard.requestFocus() }
        BoxWithConstraints(
            Modifier
                .fillMaxSize()
                .onKeyEvent(desk::does)
                .focusRequester(keyboard)
                .focusTarget(),
        ) {
            when {
                open != null && (open.whole || maxWidth < BOTH) -> Shown(open)
                maxWidth < BOTH -> Inbox(desk)
                else -> SideBySide({ Inbox(desk) }) { open?.let { Shown(it) } }
            }
        }
    }
}

@Composable
internal fun SideBySide(list: @Composable () -> Unit, open: @Composable () -> Unit) {
    Row(Modifier.fillMaxSize()) {
        Box(Modifier.width(LIST).fillMaxHeight()) { list() }
        Box(Modifier.width(1.dp).fillMaxHeight().background(Kith.colours.line))
        Box(Modifier.weight(1f).fillMaxHeight()) { open() }
    }
}

@Composable
private fun Inbox(desk: Desk) {
    val inbox by desk.inbox.state.collectAsState()
    InboxScreen(inbox, desk.inbox::onEvent)
}

/** Nothing of one view stays in the next: neither its state nor where it was scrolled to. */
@Composable
internal fun Shown(view: View) = key(view) {
    when (view) {
        is View.Welcome -> Held(view.holder.state) { WelcomeScreen(it, view.holder::onEvent) }
        is View.Consent -> Held(view.holder.state) { ConsentScreen(it, view.holder::onEvent) }
        is View.Lock -> Held(view.holder.state) { LockScreen(it, view.holder::onEvent) }
        is View.Chat -> Held(view.holder.state) { ChatScreen(it, view.holder::onEvent) }
        is View.People -> Held(view.holder.state) { PeopleScreen(it, view.holder::onEvent) }
        is View.Number -> Held(view.holder.state) { NumberScreen(it, view.holder::onEvent) }
        is View.Invite -> Held(view.holder.state) { InviteScreen(it, view.holder::onEvent) }
        is View.Details -> Held(view.holder.state) { DetailsScreen(it, view.holder::onEvent) }
        is View.Forward -> Held(view.holder.state) { ForwardScreen(it, view.holder::onEvent) }
        is View.Shelf -> Held(view.holder.state) { ShelfScreen(it, view.holder::onEvent) }
        is View.Search -> Held(view.holder.state) { SearchScreen(it, view.holder::onEvent) }
        is View.Licences -> Held(view.holder.state) { LicencesScreen(it, view.holder::onEvent) }
        is View.Settings -> Held(view.holder.state) { SettingsScreen(it, view.holder::onEvent) }
    }
}

@Composable
private fun <S> Held(states: StateFlow<S>, screen: @Composable (S) -> Unit) {
    val state by states.collectAsState()
    screen(state)
}
