package care.kith.holders.town

import care.kith.core.KeyVault

/** A fake of a platform's key store: keeps the key in memory. */
internal class InMemoryVault : KeyVault {
    private var key: ByteArray? = null

    override fun load(): ByteArray? = key

    override fun keep(key: ByteArray) {
        this.key = key
    }
}
