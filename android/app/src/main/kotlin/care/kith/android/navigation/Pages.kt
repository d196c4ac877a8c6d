package care.kith.android.navigation

import androidx.compose.runtime.Composable
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import care.kith.android.KithApplication
import care.kith.android.arriving.othersOpenLinks
import care.kith.android.camera.Finder
import care.kith.android.camera.camera
import care.kith.core.KithClient
import care.kith.core.KithException
import care.kith.holders.ChatHolder
import care.kith.holders.ConsentHolder
import care.kith.holders.DetailsHolder
import care.kith.holders.ForwardHolder
import care.kith.holders.Go
import care.kith.holders.InboxHolder
import care.kith.holders.InviteHolder
import care.kith.holders.LicencesHolder
import care.kith.holders.NumberHolder
import care.kith.holders.PeopleHolder
import care.kith.holders.SearchHolder
import care.kith.holders.SettingsHolder
import care.kith.holders.ShelfHolder
import care.kith.holders.WelcomeHolder
import care.kith.screens.Problem
import care.kith.screens.chat.ChatScreen
import care.kith.screens.consent.ConsentScreen
import care.kith.screens.design.ownCircle
import care.kith.screens.details.DetailsScreen
import care.kith.screens.forward.ForwardScreen
import care.kith.screens.inbox.InboxScreen
import care.kith.screens.invite.InviteScreen
import care.kith.screens.licences.LicencesScreen
import care.kith.screens.number.NumberEvent
import care.kith.screens.number.NumberScreen
import care.kith.screens.people.PeopleScreen
import care.kith.screens.search.SearchScreen
import care.kith.screens.settings.SettingsScreen
import care.kith.screens.shelf.ShelfScreen
import care.kith.screens.welcome.WelcomeEvent
import care.kith.screens.welcome.WelcomeScreen
import care.kith.screens.welcome.WelcomeStep
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.flow.StateFlow

/** Opens pages: for each place its holder, and the screen that draws the holder's state. */
internal class Pages(
    private val kith: KithApplication,
    private val client: KithClient,
    private val go: (Go) -> Unit,
) {
    /** Opens [place]. A link that turns out to be no good leads to the first screen, which says so. */
    suspend fun open(place: Place): Page {
        val scope = CoroutineScope(SupervisorJob() + Dispatchers.Default)
        return when (place) {
            is Place.Welcome -> welcome(place, scope)

            is Place.Consent -> consent(place, scope)

            is Place.Inbox -> InboxHolder(client, scope, kith.language.strings::ownCircle, go)
                .let { page(place, scope, it.state) { state -> InboxScreen(state, it::onEvent) } }

            is Place.Chat -> ChatHolder(client, place.circle, scope, go, place.rowId)
                .let { page(place, scope, it.state) { state -> ChatScreen(state, it::onEvent) } }

            is Place.People -> PeopleHolder(client, place.circle, scope, go)
                .let { page(place, scope, it.state) { state -> PeopleScreen(state, it::onEvent) } }

            is Place.Number -> number(place, scope)

            is Place.Invite -> InviteHolder(client, place.circle, scope, go, place.again)
                .let { page(place, scope, it.state) { state -> InviteScreen(state, it::onEvent) } }

            is Place.Details -> DetailsHolder(client, place.rowId, scope, go)
                .let { page(place, scope, it.state) { state -> DetailsScreen(state, it::onEvent) } }

            is Place.Forward -> ForwardHolder(client, place.rowId, scope, go)
                .let { page(place, scope, it.state) { state -> ForwardScreen(state, it::onEvent) } }

            is Place.Shelf -> ShelfHolder(client, place.circle, scope, go)
                .let { page(place, scope, it.state) { state -> ShelfScreen(state, it::onEvent) } }

            is Place.Search -> SearchHolder(client, place.circle, scope, go)
                .let { page(place, scope, it.state) { state -> SearchScreen(state, it::onEvent) } }

            is Place.Settings -> SettingsHolder(client, scope, kith.language, version(), go)
                .let { page(place, scope, it.state) { state -> SettingsScreen(state, it::onEvent) } }

            is Place.Licences -> licences(place, scope)
        }
    }

    private fun welcome(place: Place.Welcome, scope: CoroutineScope): Page {
        val holder = WelcomeHolder(client, scope, kith.language, { camera(kith) }, go)
        place.link?.let { link ->
            holder.onEvent(WelcomeEvent.EnterLink)
            holder.onEvent(WelcomeEvent.LinkChanged(link))
            holder.onEvent(WelcomeEvent.LinkDone)
        }
        return Page(
            // The secret of a link is not kept for later.
            Place.Welcome(),
            scope,
            back = {
                (holder.state.value.step !is WelcomeStep.Start).also {
                    if (it) {
                        holder.onEvent(
                            WelcomeEvent.Back,
                        )
                    }
                }
            },
            codeRead = { holder.onEvent(WelcomeEvent.CodeRead(it)) },
            cameraChanged = { if (holder.state.value.step is WelcomeStep.Scan) holder.onEvent(WelcomeEvent.ScanCode) },
        ) {
            val state by holder.state.collectAsState()
            WelcomeScreen(state, holder::onEvent) { place ->
                Finder({ holder.onEvent(WelcomeEvent.CodeRead(it)) }, place)
            }
        }
    }

    private fun number(place: Place.Number, scope: CoroutineScope): Page {
        val (circle, person, name) = place
        val holder = NumberHolder(client, circle, person, name, place.opposite, scope, { camera(kith) }, go)
        val looks = { holder.state.value.camera != null }
        return Page(
            place,
            scope,
            back = { looks().also { if (it) holder.onEvent(NumberEvent.Back) } },
            cameraChanged = { if (looks()) holder.onEvent(NumberEvent.Scan) },
        ) {
            val state by holder.state.collectAsState()
            NumberScreen(state, holder::onEvent) { place ->
                Finder({ holder.onEvent(NumberEvent.CodeRead(it)) }, place)
            }
        }
    }

    private fun licences(place: Place, scope: CoroutineScope): Page {
        val holder = LicencesHolder(scope, { kith.assets.open("licences/$it") }, go)
        return Page(place, scope, back = holder::close) {
            val state by holder.state.collectAsState()
            LicencesScreen(state, holder::onEvent)
        }
    }

    private suspend fun consent(place: Place.Consent, scope: CoroutineScope): Page = try {
        val problem = Problem.LinkOtherApp.takeIf { place.touched && othersOpenLinks(kith) }
        val holder = ConsentHolder.open(client, place.link, scope, go, problem)
        page(place, scope, holder.state) { state -> ConsentScreen(state, holder::onEvent) }
    } catch (
        @Suppress("SwallowedException") error: KithException,
    ) {
        welcome(Place.Welcome(place.link), scope)
    }

    private fun <S> page(place: Place, scope: CoroutineScope, states: StateFlow<S>, screen: @Composable (S) -> Unit) =
        Page(place, scope) {
            val state by states.collectAsState()
            screen(state)
        }

    private fun version() = kith.packageManager
        .getPackageInfo(kith.packageName, 0)
        .versionName
        .orEmpty()
}
