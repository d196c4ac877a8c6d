package care.kith.android

import android.os.Bundle
import androidx.activity.ComponentActivity
import androidx.activity.compose.setContent
import androidx.activity.enableEdgeToEdge
import care.kith.android.look.DeviceTheme
import care.kith.android.look.deviceLanguage
import care.kith.android.look.keepWindowPrivate
import care.kith.screens.welcome.WelcomeScreen
import care.kith.screens.welcome.WelcomeState

/** The only window of the app. */
internal class MainActivity : ComponentActivity() {
    override fun onCreate(savedInstanceState: Bundle?) {
        super.onCreate(savedInstanceState)
        keepWindowPrivate(this)
        enableEdgeToEdge()
        val language = deviceLanguage(this)
        setContent { DeviceTheme(language) { WelcomeScreen(WelcomeState(language), {}) } }
    }
}
