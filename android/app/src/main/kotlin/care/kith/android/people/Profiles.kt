package care.kith.android.people

import android.util.AtomicFile
import care.kith.android.keys.KeyLostException
import care.kith.android.keys.KeystoreSeal
import care.kith.core.KithException
import java.io.File
import java.io.IOException
import java.security.GeneralSecurityException
import java.security.SecureRandom

/**
 * The people who use this device: one on a phone, several on a clinic's tablet.
 *
 * @param cards seals what the lock says of people.
 */
internal class Profiles(private val home: File, private val cards: KeystoreSeal) {
    /** Everyone, the one who was here last first. */
    fun all(): List<Profile> =
        home
            .listFiles(File::isDirectory)
            .orEmpty()
            .map { Profile(it.name, it) }
            .sortedByDescending { it.opened.lastModified() }

    /** The one with an id, if there is one. */
    fun find(id: String): Profile? = all().find { it.id == id }

    /**
     * A place for someone new.
     *
     * @throws KithException.FreeSpace where the device has no room for it.
     */
    fun add(): Profile {
        val id = ByteArray(ID_BYTES).also(SecureRandom()::nextBytes).joinToString("") { "%02x".format(it) }
        val profile = Profile(id, File(home, id))
        if (!profile.store.mkdirs()) throw KithException.FreeSpace("profile.no-room")
        return profile
    }

    /** What the lock says of someone; `null` until they are enrolled, or where it cannot be read now. */
    fun card(profile: Profile): Card? = whereItCan {
        val lines = cards.open(AtomicFile(profile.card).readFully()).decodeToString().split('\n')
        // A card of another version has other lines: it is written anew at the next enrolled start.
        lines.takeIf { it.size == LINES }?.let { (name, emergency, telephones) ->
            Card(name, numbers(emergency), numbers(telephones))
        }
    }

    /** Keeps what the lock is to say of someone. Answers whether it could: a locked device seals nothing. */
    fun remember(profile: Profile, card: Card): Boolean = whereItCan {
        val lines = listOf(line(card.name), numbers(card.emergency), numbers(card.telephones))
        val sealed = cards.seal(lines.joinToString("\n").toByteArray())
        val file = AtomicFile(profile.card)
        file.finishWrite(file.startWrite().apply { write(sealed) })
    } != null

    /** Remembers that someone is here now; on a full device the order of people stays as it was. */
    fun opened(profile: Profile) {
        whereItCan { profile.opened.createNewFile() || profile.opened.setLastModified(System.currentTimeMillis()) }
    }

    /** Takes someone whose store cannot be read off the list. Nothing of it is deleted: help may come. */
    fun setAside(profile: Profile) {
        val aside = home.resolveSibling("aside").apply(File::mkdirs)
        profile.folder.renameTo(aside.resolve(profile.id))
    }

    /** Deletes everything of someone on this device. */
    fun discard(profile: Profile) = profile.folder.deleteRecursively()

    private fun line(text: String) = text.replace('\n', ' ')

    private fun numbers(all: List<String>) = all.joinToString("\t") { line(it).replace('\t', ' ') }

    private fun numbers(line: String) = line.split('\t').filter(String::isNotEmpty)

    /** `null` where the disk or the device's key store does not let it be done. */
    private fun <T : Any> whereItCan(work: () -> T?): T? = try {
        work()
    } catch (
        @Suppress("SwallowedException") error: IOException,
    ) {
        null
    } catch (
        @Suppress("SwallowedException") error: GeneralSecurityException,
    ) {
        null
    } catch (
        @Suppress("SwallowedException") error: KeyLostException,
    ) {
        null
    }

    private companion object {
        const val ID_BYTES = 8

        /** Of a card: a name, and two lines of telephone numbers. */
        const val LINES = 3
    }
}
