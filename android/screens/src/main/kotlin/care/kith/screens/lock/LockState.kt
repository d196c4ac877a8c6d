package care.kith.screens.lock

import care.kith.screens.Problem
import care.kith.screens.Remedy
import care.kith.screens.nameOf

/**
 * The door: what stands here instead of any other screen until the right person opens it.
 *
 * @property people who may open this device, the one who was here last first. One on a phone; several on a
 *   workstation in a clinic.
 * @property chosen whose lock is to be opened; an [LockedPerson.id].
 * @property phase how far they have come.
 * @property emergency the numbers to call in an emergency that the device knows: each clinic's, where they differ.
 * @property telephones the clinics' own that the device knows.
 */
public data class LockState(
    val people: List<LockedPerson>,
    val chosen: String?,
    val phase: LockPhase = LockPhase.Closed,
    val emergency: List<String> = emptyList(),
    val telephones: List<String> = emptyList(),
) {
    override fun toString(): String = nameOf(this)
}

/**
 * Someone who may open this device.
 *
 * @property id opaque.
 * @property name what they are called.
 */
public data class LockedPerson(val id: String, val name: String) {
    override fun toString(): String = nameOf(this)
}

/** How far opening has come. */
public sealed interface LockPhase {
    /** Waits for someone. */
    public data object Closed : LockPhase

    /**
     * Waits for the code of the one who is chosen: theirs alone, on a device that several people share.
     *
     * @property typed what stands in the field.
     * @property wrong whether the code before it was wrong.
     */
    public data class Code(val typed: String = "", val wrong: Boolean = false) : LockPhase {
        override fun toString(): String = nameOf(this)
    }

    /**
     * The one who is chosen makes up a code of their own.
     *
     * @property typed what stands in the first field.
     * @property again what stands in the second field, to be the same.
     * @property fault why it will not do.
     */
    public data class NewCode(
        val typed: String = "",
        val again: String = "",
        val fault: CodeFault? = null,
    ) : LockPhase {
        override fun toString(): String = nameOf(this)
    }

    /**
     * There were too many wrong codes of the one who is chosen.
     *
     * @property until when the next can be tried: milliseconds since 1970 (UTC).
     */
    public data class Wait(val until: Long) : LockPhase

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

    /**
     * The right person, or so it seems; something else kept the door shut.
     *
     * @property problem what it was.
     */
    public data class Failed(val problem: Problem) : LockPhase
}

/** Why a new code will not do. */
public enum class CodeFault {
    /** Too short, or one that everybody tries first. */
    TooEasy,

    /** The second is not the first. */
    Different,
}

/** What a person can do at the door. */
public sealed interface LockEvent {
    /** Open for [personId]; with the code in the field, where one is asked for. */
    public data class Open(val personId: String) : LockEvent {
        override fun toString(): String = nameOf(this)
    }

    /** Choose whose lock to open. */
    public data class Choose(val personId: String) : LockEvent {
        override fun toString(): String = nameOf(this)
    }

    /** The first code field's new content. */
    public data class CodeChanged(val code: String) : LockEvent {
        override fun toString(): String = nameOf(this)
    }

    /** The second code field's new content. */
    public data class CodeAgainChanged(val code: String) : LockEvent {
        override fun toString(): String = nameOf(this)
    }

    /** Back to who it is. */
    public data object NotMe : LockEvent

    /** Call the emergency number, or the clinic's own. */
    public data class Call(val number: String) : LockEvent {
        override fun toString(): String = nameOf(this)
    }

    /** Go to the device's own settings, to give it a code. */
    public data object OpenDeviceSettings : LockEvent

    /** Begin anew with a new invitation. */
    public data object StartOver : LockEvent

    /** Do what a problem asks for. */
    public data class Resolve(val remedy: Remedy) : LockEvent
}
