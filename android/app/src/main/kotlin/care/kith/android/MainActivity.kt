package care.kith.android

import android.Manifest
import android.content.Intent
import android.os.Build
import android.os.Bundle
import androidx.activity.ComponentActivity
import androidx.activity.compose.BackHandler
import androidx.activity.compose.setContent
import androidx.activity.enableEdgeToEdge
import androidx.activity.result.PickVisualMediaRequest
import androidx.activity.result.contract.ActivityResultContracts.PickVisualMedia
import androidx.activity.result.contract.ActivityResultContracts.RequestPermission
import androidx.activity.viewModels
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.key
import androidx.lifecycle.lifecycleScope
import androidx.lifecycle.viewmodel.initializer
import androidx.lifecycle.viewmodel.viewModelFactory
import care.kith.android.arriving.Arrival
import care.kith.android.arriving.SharedNote
import care.kith.android.camera.toAppSettings
import care.kith.android.look.DeviceTheme
import care.kith.android.look.keepWindowPrivate
import care.kith.android.navigation.Place
import care.kith.android.outside.goOutside
import care.kith.android.outside.readCode
import care.kith.holders.Go
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext

/** The only window of the app. */
internal class MainActivity : ComponentActivity() {
    private val model: MainViewModel by viewModels {
        viewModelFactory { initializer { MainViewModel(application as KithApplication) } }
    }
    private val picture = registerForActivityResult(PickVisualMedia()) { uri ->
        if (uri != null) {
            lifecycleScope.launch {
                val text = withContext(Dispatchers.Default) { readCode(contentResolver, uri) }
                model.page?.codeRead(text.orEmpty())
            }
        }
    }
    private val seeing = registerForActivityResult(RequestPermission()) { allowed ->
        // Who said no twice is not asked by the system any more: only its settings are left.
        if (!allowed && !shouldShowRequestPermissionRationale(Manifest.permission.CAMERA)) toAppSettings(this)
        model.page?.cameraChanged()
    }
    private val notifications = registerForActivityResult(RequestPermission()) {}

    override fun onCreate(savedInstanceState: Bundle?) {
        super.onCreate(savedInstanceState)
        keepWindowPrivate(this)
        enableEdgeToEdge()
        if (savedInstanceState == null) arrive(intent)
        setContent { DeviceTheme(model.language) { Content() } }
        lifecycleScope.launch { model.outside.collect(::carryOut) }
    }

    override fun onNewIntent(intent: Intent) {
        super.onNewIntent(intent)
        setIntent(intent)
        arrive(intent)
    }

    override fun onStart() {
        super.onStart()
        model.returned()
        model.page?.cameraChanged()
    }

    override fun onStop() {
        super.onStop()
        if (!isChangingConfigurations) model.left()
    }

    private fun arrive(intent: Intent) {
        Arrival.of(intent, this)?.let(model::arrive)
    }

    @Composable
    private fun Content() {
        BackHandler(model.canGoBack || model.page?.place is Place.Welcome, model::back)
        val page = model.page ?: return
        val atInbox = page.place is Place.Inbox
        SharedNote(model.shared.takeIf { atInbox }) { key(page) { page.content() } }
        LaunchedEffect(atInbox) { if (atInbox) askForNotifications() }
    }

    /** Asked once, when someone has a circle list to hear from, not at the first start. */
    private fun askForNotifications() {
        val kith = application as KithApplication
        if (Build.VERSION.SDK_INT < Build.VERSION_CODES.TIRAMISU || kith.hasAskedToTell) return
        kith.hasAskedToTell = true
        notifications.launch(Manifest.permission.POST_NOTIFICATIONS)
    }

    private fun carryOut(go: Go) {
        if (goOutside(this, go)) return
        if (go is Go.AskForCamera) seeing.launch(Manifest.permission.CAMERA)
        if (go is Go.PickPicture) picture.launch(PickVisualMediaRequest(PickVisualMedia.ImageOnly))
    }
}
