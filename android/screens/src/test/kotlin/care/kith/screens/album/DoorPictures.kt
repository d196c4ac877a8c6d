package care.kith.screens.album

import androidx.compose.foundation.background
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.padding
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.unit.dp
import care.kith.screens.Problem
import care.kith.screens.consent.ConsentPhase
import care.kith.screens.consent.ConsentScreen
import care.kith.screens.consent.ConsentState
import care.kith.screens.consent.Invitation
import care.kith.screens.lock.CodeFault
import care.kith.screens.lock.LockPhase
import care.kith.screens.lock.LockScreen
import care.kith.screens.lock.LockState
import care.kith.screens.lock.LockedPerson
import care.kith.screens.pictures.Picture
import care.kith.screens.qr.QrCode
import care.kith.screens.qr.QrPicture
import care.kith.screens.samples.DAY
import care.kith.screens.samples.MINUTE
import care.kith.screens.samples.NOW
import care.kith.screens.welcome.Camera
import care.kith.screens.welcome.WelcomeScreen
import care.kith.screens.welcome.WelcomeState
import care.kith.screens.welcome.WelcomeStep
import care.kith.strings.Language

internal fun MutableList<Picture>.welcome() {
    fun at(step: WelcomeStep) = WelcomeState(Language.English, step)
    state("welcome-link") { WelcomeScreen(at(WelcomeStep.Link()), {}) }
    state("welcome-link-checking") { WelcomeScreen(at(WelcomeStep.Link(plain.link, checking = true)), {}) }
    state("welcome-link-wrong") {
        WelcomeScreen(at(WelcomeStep.Link("kith://relay.example/join#Ab", problem = Problem.LinkDamaged)), {})
    }
    state("welcome-scan", 860) { WelcomeScreen(at(WelcomeStep.Scan(Camera.Ready)), {}) { Seen(it) } }
    state("welcome-scan-wrong", 980) {
        WelcomeScreen(at(WelcomeStep.Scan(Camera.Ready, Problem.NotALink)), {}) { Seen(it) }
    }
    state("welcome-scan-not-allowed") { WelcomeScreen(at(WelcomeStep.Scan(Camera.NotAllowed)), {}) }
    state("welcome-scan-no-camera") { WelcomeScreen(at(WelcomeStep.Scan(Camera.None)), {}) }
}

/** Stands for what a camera sees. */
@Composable
internal fun Seen(modifier: Modifier) {
    Box(modifier.fillMaxSize().background(Color(0xFF5A5F5C)), Alignment.Center) {
        QrPicture(QrCode.of(plain.link), "", Modifier.padding(48.dp))
    }
}

internal fun MutableList<Picture>.consent() {
    val clinic = ConsentState(Invitation.FromClinic(NOW + 2 * DAY, cast.clinic.name))
    state("consent-clinic", 1040) { ConsentScreen(clinic, {}) }
    state("consent-sending", 1180) { ConsentScreen(plain.consent().copy(phase = ConsentPhase.Sending), {}) }
    state("consent-offline", 1380) { ConsentScreen(plain.consent().copy(problem = Problem.NoConnection), {}) }
    state("consent-name", 1180) { ConsentScreen(plain.consent().copy(name = "", problem = Problem.NameUnfit), {}) }
    state("consent-not-the-clinic", 1240) { ConsentScreen(clinic.copy(problem = Problem.NotTheClinic), {}) }
    state("consent-waiting") { ConsentScreen(plain.consent().copy(phase = ConsentPhase.WaitingForPatient), {}) }
}

internal fun MutableList<Picture>.lock() {
    listOf(
        "asking" to LockPhase.Asking,
        "opening" to LockPhase.Opening,
        "not-recognised" to LockPhase.NotRecognised,
        "no-device-lock" to LockPhase.NoDeviceLock,
        "key-lost" to LockPhase.KeyLost,
        "device-full" to LockPhase.Failed(Problem.DeviceFull),
        "update" to LockPhase.Failed(Problem.UpdateNeeded),
        "damaged" to LockPhase.Failed(Problem.Damaged),
        "unexpected" to LockPhase.Failed(Problem.Unexpected),
    ).forEach { (name, phase) -> state("lock-$name") { LockScreen(plain.lock().copy(phase = phase), {}) } }
    val several = plain.lock().copy(people = plain.lock().people + LockedPerson("p2", cast.nurse.name))
    listOf(
        "code-wrong" to LockPhase.Code(wrong = true),
        "new-code" to LockPhase.NewCode(),
        "new-code-easy" to LockPhase.NewCode("123456", "123456", CodeFault.TooEasy),
        "new-code-different" to LockPhase.NewCode("481516", "481517", CodeFault.Different),
        "wait" to LockPhase.Wait(NOW + 4 * MINUTE),
    ).forEach { (name, phase) -> state("lock-$name", 860) { LockScreen(several.copy(phase = phase), {}) } }
    val staff = listOf(cast.nurse, cast.planner).map { LockedPerson(it.id, it.name) }
    val atWork = LockState(staff, staff[0].id, emergency = listOf("112"))
    state("lock-several") { LockScreen(atWork, {}) }
    state("lock-several-failed") { LockScreen(atWork.copy(phase = LockPhase.Failed(Problem.DeviceFull)), {}) }
    state("lock-nameless") { LockScreen(LockState(listOf(LockedPerson("p1", "")), "p1"), {}) }
}
