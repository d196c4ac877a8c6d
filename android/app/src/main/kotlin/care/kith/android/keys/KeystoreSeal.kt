package care.kith.android.keys

import android.security.keystore.KeyGenParameterSpec
import android.security.keystore.KeyPermanentlyInvalidatedException
import android.security.keystore.KeyProperties
import android.security.keystore.StrongBoxUnavailableException
import java.security.GeneralSecurityException
import java.security.KeyStore
import java.security.KeyStoreException
import java.security.ProviderException
import java.security.UnrecoverableKeyException
import javax.crypto.AEADBadTagException
import javax.crypto.Cipher
import javax.crypto.KeyGenerator
import javax.crypto.SecretKey
import javax.crypto.spec.GCMParameterSpec

/** The key is gone for good: what was sealed with it cannot be opened any more. */
internal class KeyLostException(cause: Throwable? = null) : Exception(cause)

/**
 * Seals bytes with a key that never leaves the device's secure hardware: AES-256-GCM, in a StrongBox where
 * there is one.
 *
 * @param alias the key's name in Android's key store; bound into what is sealed.
 */
internal class KeystoreSeal(private val alias: String, private val guard: KeyGuard) {
    private val store: KeyStore
        get() = KeyStore.getInstance(KEYSTORE).apply { load(null) }

    /**
     * [plain], sealed: the length of the nonce in one byte, the nonce, the ciphertext with its tag.
     *
     * @throws KeyLostException if there is a key that never will work again.
     * @throws GeneralSecurityException if it cannot be sealed now.
     */
    fun seal(plain: ByteArray): ByteArray = lasting {
        val cipher = Cipher.getInstance(TRANSFORMATION)
        cipher.init(Cipher.ENCRYPT_MODE, key() ?: made())
        cipher.updateAAD(alias.toByteArray())
        byteArrayOf(cipher.iv.size.toByte()) + cipher.iv + cipher.doFinal(plain)
    }

    /**
     * What [seal] was given.
     *
     * @throws KeyLostException if it never can be opened again.
     * @throws GeneralSecurityException if it cannot be opened now.
     */
    fun open(sealed: ByteArray): ByteArray {
        val key = key() ?: throw KeyLostException()
        val begin = 1 + sealed[0]
        return lasting {
            val cipher = Cipher.getInstance(TRANSFORMATION)
            cipher.init(Cipher.DECRYPT_MODE, key, GCMParameterSpec(TAG_BITS, sealed, 1, begin - 1))
            cipher.updateAAD(alias.toByteArray())
            cipher.doFinal(sealed, begin, sealed.size - begin)
        }
    }

    /** Destroys the key, and with it everything that was sealed. */
    fun destroy() = store.deleteEntry(alias)

    private fun key(): SecretKey? = lasting { store.getKey(alias, null) as SecretKey? }

    /** Tells what never will work again from what does not work now. */
    private fun <T> lasting(work: () -> T): T = try {
        work()
    } catch (lost: KeyPermanentlyInvalidatedException) {
        throw KeyLostException(lost)
    } catch (other: AEADBadTagException) {
        throw KeyLostException(other)
    } catch (unusable: UnrecoverableKeyException) {
        // A key store that is only busy says this too: nobody is told to start over for that.
        throw if (unusable.cause is KeyPermanentlyInvalidatedException) KeyLostException(unusable) else unusable
    } catch (failed: ProviderException) {
        // What the hardware's side says where it does not work now; nobody has to look out for both.
        throw KeyStoreException(failed)
    }

    private fun made(): SecretKey = try {
        made(strongBox = true)
    } catch (
        @Suppress("SwallowedException") none: StrongBoxUnavailableException,
    ) {
        // Most devices: the key lives in the trusted execution environment instead.
        made(strongBox = false)
    }

    private fun made(strongBox: Boolean): SecretKey {
        val generator = KeyGenerator.getInstance(KeyProperties.KEY_ALGORITHM_AES, KEYSTORE)
        generator.init(spec(strongBox))
        return generator.generateKey()
    }

    private fun spec(strongBox: Boolean): KeyGenParameterSpec {
        val purposes = KeyProperties.PURPOSE_ENCRYPT or KeyProperties.PURPOSE_DECRYPT
        val spec = KeyGenParameterSpec
            .Builder(alias, purposes)
            .setBlockModes(KeyProperties.BLOCK_MODE_GCM)
            .setEncryptionPaddings(KeyProperties.ENCRYPTION_PADDING_NONE)
            .setKeySize(KEY_BITS)
            .setUnlockedDeviceRequired(true)
            .setIsStrongBoxBacked(strongBox)
        if (guard == KeyGuard.Person) {
            spec.setUserAuthenticationRequired(true).setUserAuthenticationParameters(
                FRESH_SECONDS,
                KeyProperties.AUTH_BIOMETRIC_STRONG or KeyProperties.AUTH_DEVICE_CREDENTIAL,
            )
        }
        return spec.build()
    }

    private companion object {
        const val KEYSTORE = "AndroidKeyStore"
        const val TRANSFORMATION = "AES/GCM/NoPadding"
        const val KEY_BITS = 256
        const val TAG_BITS = 128

        /** How long a proof of who someone is lasts: enough to open a store on a slow device. */
        const val FRESH_SECONDS = 15
    }
}
