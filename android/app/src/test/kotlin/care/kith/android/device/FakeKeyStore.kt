package care.kith.android.device

import android.security.keystore.KeyGenParameterSpec
import android.security.keystore.StrongBoxUnavailableException
import java.io.InputStream
import java.io.OutputStream
import java.security.Key
import java.security.KeyStoreSpi
import java.security.Provider
import java.security.SecureRandom
import java.security.Security
import java.security.UnrecoverableKeyException
import java.security.cert.Certificate
import java.security.spec.AlgorithmParameterSpec
import java.util.Collections
import java.util.Date
import java.util.Enumeration
import javax.crypto.KeyGeneratorSpi
import javax.crypto.SecretKey
import javax.crypto.spec.SecretKeySpec

/** A fake of Android's key store, which lives in hardware: keeps keys in memory, and what they were asked to be. */
internal object FakeKeyStore {
    /** How each key was asked to be. */
    val specs = mutableMapOf<String, KeyGenParameterSpec>()

    /** Whether the device has a StrongBox. */
    var hasStrongBox = true

    /** The keys that it refuses to use now, as of a device that is locked. */
    var refused = emptySet<String>()

    private val keys = mutableMapOf<String, SecretKey>()

    /** Puts it in place of Android's, with nothing in it. */
    fun install() {
        forgetAll()
        hasStrongBox = true
        refused = emptySet()
        if (Security.getProvider(NAME) == null) Security.addProvider(FakeProvider())
    }

    /** What a device does whose lock was taken away. */
    fun forgetAll() {
        keys.clear()
        specs.clear()
    }

    /** What a device does that lost one key. */
    fun forget(alias: String) {
        keys.remove(alias)
    }

    private fun make(spec: KeyGenParameterSpec): SecretKey {
        if (spec.isStrongBoxBacked && !hasStrongBox) throw StrongBoxUnavailableException()
        val key = SecretKeySpec(ByteArray(spec.keySize / Byte.SIZE_BITS).also(SecureRandom()::nextBytes), "AES")
        keys[spec.keystoreAlias] = key
        specs[spec.keystoreAlias] = spec
        return key
    }

    private const val NAME = "AndroidKeyStore"

    private class FakeProvider : Provider(NAME, "1", "a fake") {
        init {
            put("KeyStore.$NAME", Store::class.java.name)
            put("KeyGenerator.AES", Generator::class.java.name)
        }
    }

    internal class Generator : KeyGeneratorSpi() {
        private lateinit var spec: KeyGenParameterSpec

        override fun engineInit(params: AlgorithmParameterSpec, random: SecureRandom?) {
            spec = params as KeyGenParameterSpec
        }

        override fun engineInit(random: SecureRandom?) = throw UnsupportedOperationException()

        override fun engineInit(keysize: Int, random: SecureRandom?) = throw UnsupportedOperationException()

        override fun engineGenerateKey(): SecretKey = make(spec)
    }

    internal class Store : KeyStoreSpi() {
        override fun engineGetKey(alias: String, password: CharArray?): Key? {
            if (alias in refused) throw UnrecoverableKeyException()
            return keys[alias]
        }

        override fun engineContainsAlias(alias: String) = alias in keys

        override fun engineDeleteEntry(alias: String) {
            keys.remove(alias)
            specs.remove(alias)
        }

        override fun engineAliases(): Enumeration<String> = Collections.enumeration(keys.keys)

        override fun engineSize() = keys.size

        override fun engineIsKeyEntry(alias: String) = alias in keys

        override fun engineLoad(stream: InputStream?, password: CharArray?) = Unit

        override fun engineGetCertificateChain(alias: String): Array<Certificate>? = null

        override fun engineGetCertificate(alias: String): Certificate? = null

        override fun engineGetCreationDate(alias: String): Date? = null

        override fun engineIsCertificateEntry(alias: String) = false

        override fun engineGetCertificateAlias(cert: Certificate?): String? = null

        override fun engineStore(stream: OutputStream?, password: CharArray?) = Unit

        override fun engineSetKeyEntry(a: String?, k: Key?, p: CharArray?, c: Array<Certificate>?) = Unit

        override fun engineSetKeyEntry(a: String?, k: ByteArray?, c: Array<Certificate>?) = Unit

        override fun engineSetCertificateEntry(a: String?, c: Certificate?) = Unit
    }
}
