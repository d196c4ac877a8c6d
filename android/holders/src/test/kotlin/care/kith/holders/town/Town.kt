package care.kith.holders.town

import care.kith.core.Audience
import care.kith.core.CircleRow
import care.kith.core.Inbox
import care.kith.core.InvitationState
import care.kith.core.KithClient
import care.kith.core.NewInvitation
import care.kith.core.Role
import care.kith.core.RowContent
import care.kith.core.WallClock
import care.kith.core.sharedRoom
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.TimeoutCancellationException
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import java.nio.file.Files
import java.nio.file.Path
import kotlin.io.path.ExperimentalPathApi
import kotlin.io.path.absolutePathString
import kotlin.io.path.deleteRecursively
import kotlin.time.Duration.Companion.days
import kotlin.time.Duration.Companion.seconds

/** How long something may take that is awaited: far more than it needs on a machine that is busy. */
internal val PATIENCE = 60.seconds

/** Where a test plays: a relay, a clinic, and real people who come to it. */
internal class Town : AutoCloseable {
    /** Where everything of it is kept. */
    val home: Path = Files.createTempDirectory("kith-town")
    private val residents = mutableListOf<Resident>()

    /** The clinic's computer. */
    val relay: Relay = Relay(home)

    /** Someone with a device and nothing on it yet. */
    suspend fun resident(name: String): Resident =
        Resident(name, home.resolve(name)).also {
            it.opens()
            residents += it
        }

    /** An enrolled patient with a circle of her own. */
    suspend fun patient(name: String): Resident = resident(name).also {
        it.redeems(relay.invitePatient())
        val account = it.client
            .inbox()
            .clinics
            .single()
            .account
        it.client.createCircle(account, "$name's circle")
    }

    /** An enrolled nurse. */
    suspend fun nurse(name: String): Resident = resident(name).also { it.redeems(relay.inviteClinician(name)) }

    /** Marta, a patient, and Nadia, her nurse, who is in both rooms of her circle. */
    suspend fun pair(): Pair<Resident, Resident> {
        val marta = patient("Marta")
        val nadia = nurse("Nadia")
        nadia.redeems(marta.invites(Role.CLINICIAN))
        marta.approves()
        // Each of its rooms has its own invitation, and so its own moment.
        nadia.seesInbox("Marta's circle") { inbox -> inbox.circles.any { Audience.CARE in it.audiences } }
        return marta to nadia
    }

    /**
     * Takes the clinic's computer away once everyone has exchanged everything with it: what a test finds without a
     * network does not depend on how far they had come.
     */
    suspend fun losesNetwork() {
        residents.forEach { it.syncs() }
        relay.stop()
    }

    @OptIn(ExperimentalPathApi::class)
    override fun close() {
        runBlocking { residents.forEach { it.closes() } }
        relay.close()
        home.deleteRecursively()
    }
}

/** Someone with a real client: an encrypted store, a way to the relay. */
internal class Resident(val name: String, private val dir: Path) {
    /** Their device's key store. */
    val vault: InMemoryVault = InMemoryVault()

    /** Their Kith. */
    lateinit var client: KithClient
        private set

    /** Opens Kith, and keeps it in step with the relay. */
    suspend fun opens() {
        opensAt(null)
        client.start()
    }

    /** Opens Kith, by a clock of its own or the machine's; it talks to nobody yet. */
    suspend fun opensAt(clock: WallClock?) {
        Files.createDirectories(dir)
        client = KithClient.open(dir.absolutePathString(), vault, clock)
    }

    /** Closes Kith. */
    suspend fun closes() {
        client.shutDown()
        client.destroy()
    }

    /** Uses an invitation, under their name or another. */
    suspend fun redeems(link: String, name: String = this.name) {
        client.redeem(link, name).use { it.outcome() }
        client.start()
    }

    /** Makes a link for someone; the relay knows of it when this returns. */
    suspend fun invites(role: Role, relationship: String = ""): String {
        val whom = NewInvitation(role, relationship, 1.days.inWholeMilliseconds.toULong())
        return client.invite(circle().id, whom).also { syncs() }
    }

    /** Exchanges everything with the relay. */
    suspend fun syncs() {
        client.sync().use { it.outcome() }
    }

    /** Lets in everyone who said yes, once there is someone; waits until nobody waits any more. */
    suspend fun approves() {
        seesInbox { inbox -> inbox.circles.any { it.toApprove > 0u } }
        val circle = circle().id
        client.invitations(circle).filter { it.state == InvitationState.CONSENTED }.forEach { client.approve(it.id) }
    }

    /** Says something to everyone in the circle, or to [audience]. */
    suspend fun says(body: String, audience: Audience = Audience.CIRCLE) {
        client.send(sharedRoom(circle().id, audience), body)
    }

    /** Puts other words in place of those of a message. */
    suspend fun edits(body: String, words: String) = client.edit(row(body), words)

    /** Takes a message back, for everyone. */
    suspend fun deletes(body: String) = client.deleteForEveryone(row(body))

    private suspend fun row(body: String): Long = client.watchChat(circle().id).use { watch ->
        val rows = checkNotNull(watch.next()).rows
        rows.single { (it.content as? RowContent.Text)?.body == body }.id
    }

    /** The only circle that they are in. */
    suspend fun circle(): CircleRow = client.inbox().circles.single()

    /** Waits for the list to be as it should. */
    suspend fun seesInbox(what: String = "the list", wanted: (Inbox) -> Boolean): Inbox =
        client.watchInbox().use { watch -> awaited("$name: $what", { watch.next() }, wanted) }

    /** Waits for the circle's conversation to hold a message. */
    suspend fun reads(body: String) {
        seesInbox("a circle") { it.circles.isNotEmpty() }
        client.watchChat(circle().id).use { watch ->
            awaited(
                "$name: “$body”",
                { watch.next() },
            ) { chat -> chat.rows.any { it.content == RowContent.Text(body, edited = false) } }
        }
    }
}

/** Pulls until what comes is as it should be. */
internal suspend fun <T : Any> awaited(what: String, next: suspend () -> T?, wanted: (T) -> Boolean): T = try {
    withTimeout(PATIENCE) {
        var seen: T
        do {
            seen = checkNotNull(next()) { "$what: the subscription ended" }
        } while (!wanted(seen))
        seen
    }
} catch (late: TimeoutCancellationException) {
    throw AssertionError("$what: it did not come", late)
}

/** Plays a test in a new town, away from the thread that waits for it. */
internal fun inTown(play: suspend (Town) -> Unit): Unit =
    Town().use { town -> runBlocking(Dispatchers.Default) { play(town) } }
