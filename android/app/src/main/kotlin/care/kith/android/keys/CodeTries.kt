package care.kith.android.keys

import android.content.Context
import android.os.SystemClock
import android.provider.Settings
import android.util.AtomicFile
import care.kith.core.waitAfterWrongCodesMs
import java.io.File
import java.io.IOException

/** What a device says of time that nobody can set: how often it was started, and how long ago. */
internal interface Uptime {
    /** How often the device was started. */
    fun starts(): Int

    /** Milliseconds since it was started last, asleep or not. */
    fun sinceStart(): Long
}

/** This device's. */
internal class DeviceUptime(private val context: Context) : Uptime {
    override fun starts() = Settings.Global.getInt(context.contentResolver, Settings.Global.BOOT_COUNT, 0)

    override fun sinceStart() = SystemClock.elapsedRealtime()
}

/**
 * How often someone's code was wrong in a row, and how long they have to wait for it. Kept in a file, so that neither
 * a restart nor another date ends the wait.
 */
internal class CodeTries(file: File, private val uptime: Uptime) {
    private val file = AtomicFile(file)

    private class Kept(val wrong: Int, val starts: Int, val at: Long)

    /** How long to wait before the next try, in milliseconds. */
    fun waitMs(): Long {
        val kept = kept() ?: return 0
        val wait = waitAfterWrongCodesMs(kept.wrong.toUInt()).toLong()
        // After a restart nobody knows how long it was off: what counts is the time since.
        val waited = uptime.sinceStart() - if (uptime.starts() == kept.starts) kept.at else 0
        return (wait - waited).coerceIn(0, wait)
    }

    /** Counts a try, before it is known whether it is right: who ends the app in between has tried too. */
    fun begun() {
        val line = "${(kept()?.wrong ?: 0) + 1} ${uptime.starts()} ${uptime.sinceStart()}"
        file.finishWrite(file.startWrite().apply { write(line.toByteArray()) })
    }

    /** It was right. */
    fun right() = file.delete()

    private fun kept(): Kept? {
        if (!file.baseFile.exists()) return null
        val numbers = try {
            file
                .readFully()
                .decodeToString()
                .split(' ')
                .mapNotNull(String::toLongOrNull)
        } catch (
            @Suppress("SwallowedException") error: IOException,
        ) {
            emptyList()
        }
        // What cannot be read costs a wait, and nothing more.
        if (numbers.size != 3) return Kept(UNREADABLE, uptime.starts(), 0)
        return Kept(numbers[0].toInt(), numbers[1].toInt(), numbers[2])
    }

    private companion object {
        const val UNREADABLE = 5
    }
}
