package care.kith.android

import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import androidx.lifecycle.ViewModel
import androidx.lifecycle.viewModelScope
import care.kith.android.arriving.Arrival
import care.kith.android.arriving.SharedWords
import care.kith.android.lock.AutoLock
import care.kith.android.lock.Door
import care.kith.android.navigation.BackStack
import care.kith.android.navigation.Page
import care.kith.android.navigation.Pages
import care.kith.android.navigation.Place
import care.kith.android.outside.readCode
import care.kith.android.people.Profile
import care.kith.android.session.InboxWatch
import care.kith.android.session.Session
import care.kith.core.CircleId
import care.kith.core.KithClient
import care.kith.core.KithException
import care.kith.holders.Go
import care.kith.holders.problem
import care.kith.screens.Problem
import care.kith.strings.Language
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Job
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.receiveAsFlow
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext

/** What the window shows, kept while the window itself is made anew. All of it happens on the main thread, in order. */
internal class MainViewModel(private val kith: KithApplication) : ViewModel() {
    private val going = Channel<Go>(Channel.UNLIMITED)
    private val asked = Channel<Go>(Channel.UNLIMITED)
    private val door = Door(kith, ::go)
    private val watch = InboxWatch(kith.profiles, kith.notifications, kith.syncJobs, kith.wakes)
    private val window = object : AutoLock.Window {
        override val shows get() = session?.profile?.takeIf { pages != null }

        override suspend fun lock() {
            if (pages != null) this@MainViewModel.lock(atOnce = kith.seen != null)
        }
    }
    private val stack = BackStack()

    @Volatile
    private var session: Session? = null

    @Volatile
    private var pages: Pages? = null
    private var watching: Job? = null
    private var behind = emptyList<Place>()
    private var arrival: Arrival? = null

    /** Words from another app that wait for a circle to be chosen. */
    var shared by mutableStateOf<SharedWords?>(null)
        private set

    /** The language of the screens. */
    var language by mutableStateOf(kith.language)
        private set

    /** The page that is seen; `null` only until the first is open. */
    val page: Page?
        get() = stack.top

    /** Whether the device's way back stays inside the app. */
    val canGoBack: Boolean
        get() = stack.canGoBack || shared != null

    /** What the window is asked to do with the device. */
    val outside: Flow<Go> = asked.receiveAsFlow()

    init {
        kith.autoLock.opened(window)
        viewModelScope.launch {
            begin()
            for (go in going) follow(go)
        }
    }

    /** Someone came with something. It waits until they are let in. */
    fun arrive(arrival: Arrival) {
        this.arrival = arrival
        viewModelScope.launch { session?.let { welcome(it) } }
    }

    /** The device's way back. */
    fun back() {
        if (page?.back?.invoke() == true) return
        shared = null
        stack.pop()
    }

    /** The window is on the screen again. */
    fun returned() {
        kith.seen = window
        // It may have been chosen anew in the device's own settings.
        language = kith.language
        kith.autoLock.returned()
    }

    /** The window is not seen any more. */
    fun left() {
        // Another may have come in its place already.
        if (kith.seen == window) kith.seen = null
        if (watch.isWaiting) kith.syncJobs.soon()
        session?.let { kith.autoLock.left(window, it) }
    }

    override fun onCleared() {
        kith.autoLock.closed(window)
        stack.replace(emptyList())
    }

    private fun go(go: Go) {
        going.trySend(go)
    }

    /** A phone that nobody is enrolled on yet opens at once; everything else begins at the lock. */
    private suspend fun begin() {
        // Another window may have been closed without a lock; who comes now has to open it anew.
        withContext(Dispatchers.Default) { kith.sessions.lockHeld() }
        val known = kith.profiles.all()
        val isNew = known.size <= 1 && known.none { it.card.exists() }
        if (kith.sessions.isShared || !isNew) stack.push(door.page(atOnce = true)) else enterNew(known.singleOrNull())
    }

    /** Opens [place], or a new one, for someone who has nothing to lock yet. Where that fails the lock says why. */
    private suspend fun enterNew(place: Profile?) = try {
        enter(withContext(Dispatchers.Default) { door.openNew(place) })
    } catch (
        @Suppress("SwallowedException") error: KithException,
    ) {
        stack.replace(listOf(door.page(atOnce = true)))
    }

    private suspend fun enter(entered: Session) {
        val client = entered.open.value ?: return lock(atOnce = false)
        val same = entered == session
        session = entered
        pages = Pages(kith, client, ::go)
        val back = behind.takeIf { same && it.isNotEmpty() }
        reset(back ?: listOf(first(client)))
        if (pages == null) return
        behind = emptyList()
        watching = kith.background.launch { watch.follow(entered.profile, client) }
        // Whoever comes in is not kept out by what was told to someone else.
        arrival = arrival?.takeIf { it.isFor(entered.profile.id) }
        welcome(entered)
    }

    private suspend fun first(client: KithClient): Place = withContext(Dispatchers.Default) {
        val enrolled = try {
            client.inbox().clinics.isNotEmpty()
        } catch (_: KithException) {
            true
        }
        if (enrolled) Place.Inbox else Place.Welcome()
    }

    private suspend fun lock(atOnce: Boolean) {
        // Nothing stands there yet where it is locked while it opens.
        behind = stack.places.ifEmpty { behind }
        stack.replace(listOf(door.page(atOnce)))
        shared = null
        pages = null
        watching?.cancel()
        val locked = session ?: return
        withContext(Dispatchers.Default) { locked.lock() }
    }

    /** Does what the person came for, now that they are in. */
    private suspend fun welcome(session: Session) {
        if (pages == null) return
        val came = arrival
        arrival = null
        when (came) {
            is Arrival.Invited -> {
                push(Place.Consent(came.link, came.touched))
            }

            is Arrival.Pictured -> {
                val link = withContext(Dispatchers.Default) { readCode(kith.contentResolver, came.picture) }
                // One without a code is said to be none where links are read.
                push(if (link == null) Place.Welcome("") else Place.Consent(link))
            }

            is Arrival.Shared -> {
                shared = SharedWords(came.words)
                reset(listOf(Place.Inbox))
            }

            is Arrival.Notified -> {
                // Someone else's: they have to open it themselves.
                if (came.isFor(session.profile.id)) {
                    reset(listOf(Place.Inbox, Place.Chat(came.circle)))
                } else {
                    lock(atOnce = false)
                }
            }

            null -> {}
        }
        // It was locked before they got there.
        if (pages == null && arrival == null) arrival = came
    }

    private suspend fun follow(go: Go) {
        when (go) {
            is Go.Back -> stack.pop()
            is Go.Opened -> door.entered?.let { enter(it) }
            is Go.ToLock -> lock(atOnce = false)
            is Go.ToInbox -> reset(listOf(Place.Inbox))
            is Go.ToWelcome -> if (pages == null) startOver() else push(Place.Welcome())
            is Go.ToConsent -> push(Place.Consent(go.link))
            is Go.ToChat -> if (hasTaken(go.circle)) push(Place.Chat(go.circle, go.rowId))
            is Go.ToPeople -> push(Place.People(go.circle))
            is Go.ToNumber -> push(Place.Number(go.circle, go.person, go.name, go.opposite))
            is Go.ToInvite -> push(Place.Invite(go.circle))
            is Go.ToReissue -> push(Place.Invite(go.circle, go.invitation))
            is Go.ToDetails -> push(Place.Details(go.rowId))
            is Go.ToForward -> push(Place.Forward(go.rowId))
            is Go.ToShelf -> push(Place.Shelf(go.circle))
            is Go.ToSearch -> push(Place.Search(go.circle))
            is Go.ToSettings -> push(Place.Settings)
            is Go.ToLicences -> push(Place.Licences)
            is Go.Speak -> speak(Language.of(listOf(go.language)))
            else -> asked.send(go)
        }
    }

    /**
     * Puts words from another app behind what was begun in [circle]. Answers whether none are left: those that cannot
     * go there wait on, and it is said why.
     */
    private suspend fun hasTaken(circle: CircleId): Boolean {
        val words = shared?.words ?: return true
        val client = session?.open?.value ?: return false
        val problem = withContext(Dispatchers.Default) {
            try {
                val chosen = client.inbox().circles.find { it.conversation == circle }
                if (chosen?.audiences.isNullOrEmpty()) return@withContext Problem.NotInCircle
                client.addToDraft(circle, words)
                null
            } catch (error: KithException) {
                problem(error)
            }
        }
        shared = problem?.let { SharedWords(words, it) }
        return problem == null
    }

    private fun speak(language: Language) {
        kith.language = language
        this.language = language
    }

    /** What is here is of no use to whoever stands at the door any more: a new beginning is made. */
    private suspend fun startOver() {
        for (profile in kith.profiles.all()) {
            val session = kith.sessions.of(profile)
            if (session.isUnreadable) {
                kith.sessions.forget(profile)
                if (session.isKeyLost) discard(profile) else kith.profiles.setAside(profile)
            }
        }
        // Who shares a device comes in by a code of their own, which is made up at the door.
        if (kith.sessions.isShared) stack.replace(listOf(door.page(atOnce = false))) else enterNew(null)
    }

    private fun discard(profile: Profile) {
        kith.sessions.destroyKey(profile)
        kith.profiles.discard(profile)
    }

    private suspend fun push(place: Place) = open(listOf(place)) { stack.push(it.single()) }

    private suspend fun reset(places: List<Place>) = open(places, stack::replace)

    /** Opens [places]; what was locked meanwhile shows none of them. */
    private suspend fun open(places: List<Place>, show: (List<Page>) -> Unit) {
        val pages = pages ?: return
        val opened = places.map { pages.open(it) }
        if (pages == this.pages) show(opened) else opened.forEach(Page::close)
    }
}
