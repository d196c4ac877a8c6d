package care.kith.android.lock

import android.content.Context
import android.hardware.biometrics.BiometricManager.Authenticators
import android.hardware.biometrics.BiometricPrompt
import android.os.CancellationSignal
import care.kith.core.KithException
import kotlinx.coroutines.suspendCancellableCoroutine
import kotlin.coroutines.resume
import kotlin.coroutines.resumeWithException

/**
 * The device asks for a finger, a face or its code. The platform's own prompt: since Android 11 it can ask for the
 * device's code too, so that a library that makes up for older versions would only add code to the way in.
 */
internal class DevicePrompt(private val context: Context) {
    /**
     * Returns when the person was recognised.
     *
     * @throws KithException.Unlock if they gave up, or were not recognised too often.
     */
    suspend fun recognise(title: String): Unit = suspendCancellableCoroutine { waiting ->
        val stop = CancellationSignal()
        waiting.invokeOnCancellation { stop.cancel() }
        val callback = object : BiometricPrompt.AuthenticationCallback() {
            override fun onAuthenticationSucceeded(result: BiometricPrompt.AuthenticationResult?) = waiting.resume(Unit)

            override fun onAuthenticationError(errorCode: Int, errString: CharSequence?) =
                waiting.resumeWithException(KithException.Unlock("prompt.error"))
        }
        BiometricPrompt
            .Builder(context)
            .setTitle(title)
            .setAllowedAuthenticators(Authenticators.BIOMETRIC_STRONG or Authenticators.DEVICE_CREDENTIAL)
            .setConfirmationRequired(false)
            .build()
            .authenticate(stop, context.mainExecutor, callback)
    }
}
