package care.kith.android

import android.view.WindowManager
import androidx.compose.ui.test.assertIsDisplayed
import androidx.compose.ui.test.junit4.v2.createAndroidComposeRule
import androidx.compose.ui.test.onNodeWithText
import care.kith.strings.Language
import org.junit.Assert.assertNotEquals
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner

/** What someone sees who opens Kith for the first time. */
@RunWith(RobolectricTestRunner::class)
internal class WelcomeTest {
    @get:Rule
    val compose = createAndroidComposeRule<MainActivity>()

    @Test
    fun `says what Kith is, in a window that nothing can take a picture of`() {
        compose.onNodeWithText(Language.English.strings.welcomeTitle).assertIsDisplayed()
        val flags = compose.activity.window.attributes.flags
        assertNotEquals(0, flags and WindowManager.LayoutParams.FLAG_SECURE)
    }
}
