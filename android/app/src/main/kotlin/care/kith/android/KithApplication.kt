package care.kith.android

import android.app.Application
import android.content.Context
import care.kith.android.keys.KeyGuard
import care.kith.android.keys.KeystoreSeal
import care.kith.android.lock.AutoLock
import care.kith.android.look.choose
import care.kith.android.look.chosen
import care.kith.android.look.deviceLanguage
import care.kith.android.notifications.Channel
import care.kith.android.notifications.MessageNotifications
import care.kith.android.people.Profile
import care.kith.android.people.Profiles
import care.kith.android.reminders.ExactAlarms
import care.kith.android.reminders.ReminderReceiver
import care.kith.android.session.Sessions
import care.kith.android.sync.BackgroundSync
import care.kith.android.sync.LaterReceiver
import care.kith.android.sync.LaterWakes
import care.kith.android.sync.NetworkWatch
import care.kith.android.sync.PushMessages
import care.kith.android.sync.SyncJobs
import care.kith.android.sync.UnlockReceiver
import care.kith.core.uniffiEnsureInitialized
import care.kith.strings.Language
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob
import java.io.File

/** What lives as long as the process: everything that is not on a screen. */
internal class KithApplication : Application() {
    /** Work that goes on without a window. */
    val background = CoroutineScope(SupervisorJob() + Dispatchers.Default)

    val profiles by lazy { Profiles(File(filesDir, "people"), KeystoreSeal("kith.cards", KeyGuard.Device)) }
    private val network by lazy { NetworkWatch(this) }
    val sessions by lazy { Sessions(this, network, ::locked) }
    val notifications by lazy { MessageNotifications(this, sessions, { language.strings }, ::isSeen) }
    val backgroundSync by lazy { BackgroundSync(profiles, sessions, notifications, wakes) }
    val syncJobs by lazy { SyncJobs(this) }
    val pushMessages by lazy { PushMessages(syncJobs) }
    val alarms by lazy { ExactAlarms(this, ReminderReceiver::class.java) }
    val wakes by lazy { LaterWakes(ExactAlarms(this, LaterReceiver::class.java)) }
    val autoLock by lazy { AutoLock(background) }

    /** The window that is on the screen. */
    @Volatile
    var seen: AutoLock.Window? = null
        set(value) {
            field = value
            network.look(value != null)
        }

    /** Whether someone's Kith can be seen there: at the lock nobody is told of anything. */
    fun isSeen(profile: Profile): Boolean = seen?.shows == profile

    private val kept by lazy { getSharedPreferences("device", Context.MODE_PRIVATE) }

    /**
     * The language that was chosen last, here or in the device's settings of this app; the device's before that.
     * Since Android 13 the device keeps it for us, and shows it where people look for it.
     */
    var language: Language
        get() = chosen(this)
            ?: kept.getString(LANGUAGE, null)?.let { Language.of(listOf(it)) }
            ?: deviceLanguage(this)
        set(value) {
            kept.edit().putString(LANGUAGE, value.tag).apply()
            choose(this, value)
            Channel.create(this, value.strings)
        }

    /** Whether the person was asked to let Kith tell of messages. Who said no finds it in the device's settings. */
    var hasAskedToTell: Boolean
        get() = kept.getBoolean(ASKED_TO_TELL, false)
        set(value) = kept.edit().putBoolean(ASKED_TO_TELL, value).apply()

    override fun onCreate() {
        super.onCreate()
        // Kotlin's side and the library belong together: said at once rather than at the first call that differs.
        uniffiEnsureInitialized()
        Channel.create(this, language.strings)
        network.begin()
        UnlockReceiver().begin(this)
    }

    /** Whoever uses a shared device next is not shown that there was something for someone else. */
    private fun locked(profile: Profile) {
        if (sessions.isShared) notifications.forget(profile)
    }

    private companion object {
        const val LANGUAGE = "language"
        const val ASKED_TO_TELL = "asked-to-tell"
    }
}
