package care.kith.desktop

import care.kith.core.KeyVault
import care.kith.core.PlatformException
import java.io.IOException
import java.nio.channels.FileChannel
import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.StandardOpenOption.CREATE_NEW
import java.nio.file.StandardOpenOption.WRITE
import java.nio.file.attribute.PosixFilePermissions
import java.util.HexFormat

/**
 * Keeps the store's key in a file that its owner alone can read, in hexadecimal. A phone wraps it with its key
 * store; on a workstation the account of the operating system is the lock, so its disk has to be encrypted.
 */
internal class KeyFile(private val file: Path) : KeyVault {
    override fun load(): ByteArray? = failing {
        if (Files.exists(file)) HexFormat.of().parseHex(Files.readString(file).trim()) else null
    }

    override fun keep(key: ByteArray): Unit = failing {
        val mine = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        FileChannel.open(file, setOf(CREATE_NEW, WRITE), mine).use { channel ->
            channel.write(Charsets.US_ASCII.encode(HexFormat.of().formatHex(key) + "\n"))
            channel.force(true)
        }
    }

    private fun <T> failing(work: () -> T): T = try {
        work()
    } catch (_: IOException) {
        throw PlatformException.Unavailable()
    } catch (_: IllegalArgumentException) {
        throw PlatformException.Unavailable()
    }
}
