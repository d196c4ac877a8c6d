package care.kith.desktop

import care.kith.core.KeyVault
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
import care.kith.holders.LockHolder
import care.kith.holders.NumberHolder
import care.kith.holders.Numbers
import care.kith.holders.PeopleHolder
import care.kith.holders.SearchHolder
import care.kith.holders.SettingsHolder
import care.kith.holders.ShelfHolder
import care.kith.holders.WelcomeHolder
import care.kith.screens.lock.LockedPerson
import care.kith.screens.welcome.Camera
import care.kith.screens.welcome.WelcomeEvent
import care.kith.strings.Language
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.cancel
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.job
import kotlinx.coroutines.launch
import java.io.FileNotFoundException
import java.io.InputStream

/**
 * One person's Kith on a desk: the list of circles, and what is open beside it.
 *
 * @param vault where the key is, to open the lock again.
 * @param title what someone's own circle is called.
 */
internal class Desk(
    private val client: KithClient,
    private val vault: KeyVault,
    private val scope: CoroutineScope,
    private val machine: Machine,
    language: Language,
    title: (String) -> String,
) {
    private class Place(val scope: CoroutineScope, val view: View)

    private val ways = Channel<Go>(Channel.UNLIMITED)
    private val places = ArrayDeque<Place>()
    private val shown = MutableStateFlow<View?>(null)
    private val spoken = MutableStateFlow(language)

    /** The list of circles. */
    val inbox: InboxHolder = InboxHolder(client, scope, title, ::go)

    /** What is open; `null` where it is the list alone. */
    val view: StateFlow<View?> = shown.asStateFlow()

    /** What is spoken. */
    val language: StateFlow<Language> = spoken.asStateFlow()

    init {
        // One after the other, whatever thread asks.
        scope.launch { for (way in ways) follow(way) }
    }

    /** Goes somewhere. */
    fun go(way: Go) {
        ways.trySend(way)
    }

    private suspend fun follow(way: Go) {
        when (way) {
            is Go.Back -> leave()
            is Go.ToInbox, is Go.Opened -> leaveAll()
            is Go.Speak -> speak(way.language)
            is Go.Call -> machine.call(way.number)
            is Go.Copy -> machine.copy(way.text)
            is Go.Share -> machine.copy(way.text)
            is Go.ToCalendar -> machine.note(way.date)
            is Go.PickPicture -> read()
            else -> open(way)
        }
    }

    /** Speaks another language, now and at the next start. */
    private suspend fun speak(tag: String) {
        spoken.value = Language.of(listOf(tag))
        try {
            client.setSettings(client.settings().copy(language = tag))
        } catch (_: KithException) {
            // The screen on which it was chosen keeps it too, and says why it could not.
        }
    }

    private suspend fun open(way: Go) {
        if (way is Go.ToChat || way is Go.ToLock) leaveAll()
        val inside = CoroutineScope(scope.coroutineContext + SupervisorJob(scope.coroutineContext.job))
        val view = view(way, inside)
        if (view == null) inside.cancel() else show(Place(inside, view))
    }

    /** The screen that a way leads to; `null` where a desk has none for it. */
    private suspend fun view(way: Go, inside: CoroutineScope): View? = when (way) {
        is Go.ToWelcome -> View.Welcome(WelcomeHolder(client, inside, spoken.value, { Camera.None }, ::go))
        is Go.ToConsent -> consent(way.link, inside)
        is Go.ToLock -> View.Lock(lock(inside))
        is Go.ToChat -> View.Chat(ChatHolder(client, way.circle, inside, ::go, target = way.rowId))
        is Go.ToPeople -> View.People(PeopleHolder(client, way.circle, inside, ::go))
        is Go.ToNumber -> View.Number(number(way, inside))
        is Go.ToInvite -> View.Invite(InviteHolder(client, way.circle, inside, ::go))
        is Go.ToReissue -> View.Invite(InviteHolder(client, way.circle, inside, ::go, way.invitation))
        is Go.ToDetails -> View.Details(DetailsHolder(client, way.rowId, inside, ::go))
        is Go.ToForward -> View.Forward(ForwardHolder(client, way.rowId, inside, ::go))
        is Go.ToShelf -> View.Shelf(ShelfHolder(client, way.circle, inside, ::go))
        is Go.ToSearch -> View.Search(SearchHolder(client, way.circle, inside, ::go))
        is Go.ToSettings -> View.Settings(settings(inside))
        is Go.ToLicences -> View.Licences(LicencesHolder(inside, ::licences, ::go))
        else -> null
    }

    private fun number(way: Go.ToNumber, inside: CoroutineScope) =
        NumberHolder(client, way.circle, way.person, way.name, way.opposite, inside, { Camera.None }, ::go)

    private suspend fun consent(link: String, inside: CoroutineScope): View? = try {
        View.Consent(ConsentHolder.open(client, link, inside, ::go))
    } catch (_: KithException) {
        // Whoever sent us here has read the link before, and says what is wrong with it.
        null
    }

    private fun licences(name: String): InputStream =
        javaClass.getResourceAsStream("/licences/$name") ?: throw FileNotFoundException(name)

    /** Kith does not lock itself here: whoever has the account of the operating system has the key. */
    private fun settings(inside: CoroutineScope) =
        SettingsHolder(client, inside, spoken.value, VERSION, ::go, locksItself = false)

    private fun lock(inside: CoroutineScope): LockHolder {
        val me = LockedPerson("me", "")
        return LockHolder(listOf(me), Numbers(), inside, { _, _, recognised ->
            recognised()
            client.unlock(vault)
            client.start()
        }, ::go)
    }

    /** A picture of a code. */
    private fun read() {
        val view = shown.value as? View.Welcome ?: return
        view.holder.onEvent(WelcomeEvent.CodeRead(code(machine.pickPicture() ?: return).orEmpty()))
    }

    private fun show(place: Place) {
        places.addLast(place)
        shown.value = place.view
    }

    private fun leave() {
        places.removeLastOrNull()?.scope?.cancel()
        shown.value = places.lastOrNull()?.view
    }

    /** At once: nobody shall see, or type into, what is left on the way. */
    private fun leaveAll() {
        places.forEach { it.scope.cancel() }
        places.clear()
        shown.value = null
    }
}

/** As the core's package says. */
internal const val VERSION: String = "0.1.0"
