package care.kith.screens.lock

/**
 * The door: what stands here instead of any other screen until the right person opens it.
 *
 * @property people who may open this device, the one who was here last first. One on a phone; several on a
 *   workstation in a clinic.
 * @property chosen whose lock is to be opened; an [LockedPerson.id].
 * @property phase how far they have come.
 * @property emergency the number to call in an emergency, if the device knows one.
 */
public data class LockState(
    val people: List<LockedPerson>,
    val chosen: String?,
    val phase: LockPhase = LockPhase.Closed,
    val emergency: String? = null,
)

/**
 * Someone who may open this device.
 *
 * @property id opaque.
 * @property name what they are called.
 */
public data class LockedPerson(val id: String, val name: String)

/** How far opening has come. */
public sealed interface LockPhase {
    /** Waits for someone. */
    public data object Closed : LockPhase

    /** The device asks for a finger, a face or its code. */
    public data object Asking : LockPhase

    /** The right person; the messages are being opened. */
    public data object Opening : LockPhase

    /** Not recognised, or given up; it can be tried again. */
    public data object NotRecognised : LockPhase

    /** The device has no code of its own, so nothing can be kept safe on it. */
    public data object NoDeviceLock : LockPhase

    /** The device lost the key: what is here cannot be opened any more; a new invitation is needed. */
    public data object KeyLost : LockPhase
}

/** What a person can do at the door. */
public sealed interface LockEvent {
    /** Open for [personId]. */
    public data class Open(val personId: String) : LockEvent

    /** Choose whose lock to open. */
    public data class Choose(val personId: String) : LockEvent

    /** Call the emergency number. */
    public data class Call(val number: String) : LockEvent

    /** Go to the device's own settings, to give it a code. */
    public data object OpenDeviceSettings : LockEvent

    /** Begin anew with a new invitation. */
    public data object StartOver : LockEvent
}
