package care.kith.desktop

import androidx.compose.foundation.background
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxHeight
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.width
import androidx.compose.runtime.Composable
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.compose.runtime.remember
import androidx.compose.ui.Modifier
import androidx.compose.ui.text.font.FontFamily
import androidx.compose.ui.text.font.FontWeight
import androidx.compose.ui.text.platform.Font
import androidx.compose.ui.unit.dp
import care.kith.screens.chat.ChatScreen
import care.kith.screens.consent.ConsentScreen
import care.kith.screens.design.Fonts
import care.kith.screens.design.Kith
import care.kith.screens.design.KithTheme
import care.kith.screens.details.DetailsScreen
import care.kith.screens.inbox.InboxScreen
import care.kith.screens.invite.InviteScreen
import care.kith.screens.lock.LockScreen
import care.kith.screens.people.PeopleScreen
import care.kith.screens.search.SearchScreen
import care.kith.screens.settings.SettingsScreen
import care.kith.screens.welcome.WelcomeScreen
import care.kith.strings.CalendarMoments
import java.time.ZoneId

/** How wide the list of circles is beside what is open. */
private val LIST = 380.dp

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
)

/** A desk: the list of circles, and beside it what is open. */
@Composable
internal fun DeskView(desk: Desk, zone: ZoneId, dark: Boolean = false, reducedMotion: Boolean = false) {
    val language by desk.language.collectAsState()
    val moments = remember(language, zone) { CalendarMoments(language, zone, System::currentTimeMillis) }
    KithTheme(language, moments, bundledFonts, dark, reducedMotion) {
        val view by desk.view.collectAsState()
        val open = view
        if (open != null && open.whole) {
            Shown(open)
        } else {
            Row(Modifier.fillMaxSize()) {
                val inbox by desk.inbox.state.collectAsState()
                Box(Modifier.width(LIST).fillMaxHeight()) { InboxScreen(inbox, desk.inbox::onEvent) }
                Box(Modifier.width(1.dp).fillMaxHeight().background(Kith.colours.line))
                Box(Modifier.weight(1f).fillMaxHeight()) { open?.let { Shown(it) } }
            }
        }
    }
}

@Composable
private fun Shown(view: View) {
    when (view) {
        is View.Welcome -> {
            view.holder.state
                .collectAsState()
                .value
                .let { WelcomeScreen(it, view.holder::onEvent) }
        }

        is View.Consent -> {
            view.holder.state
                .collectAsState()
                .value
                .let { ConsentScreen(it, view.holder::onEvent) }
        }

        is View.Lock -> {
            view.holder.state
                .collectAsState()
                .value
                .let { LockScreen(it, view.holder::onEvent) }
        }

        is View.Chat -> {
            view.holder.state
                .collectAsState()
                .value
                .let { ChatScreen(it, view.holder::onEvent) }
        }

        is View.People -> {
            view.holder.state
                .collectAsState()
                .value
                .let { PeopleScreen(it, view.holder::onEvent) }
        }

        is View.Invite -> {
            view.holder.state
                .collectAsState()
                .value
                .let { InviteScreen(it, view.holder::onEvent) }
        }

        is View.Details -> {
            view.holder.state
                .collectAsState()
                .value
                .let { DetailsScreen(it, view.holder::onEvent) }
        }

        is View.Search -> {
            view.holder.state
                .collectAsState()
                .value
                .let { SearchScreen(it, view.holder::onEvent) }
        }

        is View.Settings -> {
            view.holder.state
                .collectAsState()
                .value
                .let { SettingsScreen(it, view.holder::onEvent) }
        }
    }
}
