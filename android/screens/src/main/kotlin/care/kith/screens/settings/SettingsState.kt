package care.kith.screens.settings

import care.kith.screens.Clinic
import care.kith.screens.Content
import care.kith.screens.Problem
import care.kith.screens.Remedy
import care.kith.screens.nameOf
import care.kith.strings.Language

/** Settings of this device. */
public data class SettingsState(val settings: Content<Settings>, val problem: Problem? = null)

/**
 * What can be set, and what there is to know.
 *
 * @property language of the screens.
 * @property lockAfter how long the app stays open when it is left; `null` where the computer's own lock is the lock.
 * @property keys the keys of this device.
 * @property enrolments where the person is enrolled.
 * @property version of Kith.
 * @property tellsSeen whether others are told that this person saw what they said.
 */
public data class Settings(
    val language: Language,
    val lockAfter: LockAfter?,
    val keys: Keys,
    val enrolments: List<Enrolment>,
    val version: String,
    val tellsSeen: Boolean = true,
) {
    override fun toString(): String = nameOf(this)
}

/**
 * A clinic, and who the person is there.
 *
 * @property name what they are called.
 * @property fingerprint of their key, to be read out: hexadecimal digits without spaces.
 */
public data class Enrolment(val clinic: Clinic, val name: String, val fingerprint: String) {
    override fun toString(): String = nameOf(this)
}

/** How long the app stays open when it is left. */
public enum class LockAfter(public val minutes: Int) {
    /** Not at all. */
    AtOnce(0),

    /** A minute. */
    OneMinute(1),

    /** Five minutes. */
    FiveMinutes(5),

    /** A quarter of an hour. */
    FifteenMinutes(15),
}

/**
 * The keys of this device.
 *
 * @property renewedAt milliseconds since 1970 (UTC); `null` if they were not renewed yet.
 * @property renewing whether new ones are being made.
 * @property waiting whether new ones are made as soon as there is a network.
 */
public data class Keys(val renewedAt: Long? = null, val renewing: Boolean = false, val waiting: Boolean = false)

/** What a person can do in the settings. */
public sealed interface SettingsEvent {
    /** Back to the list. */
    public data object Back : SettingsEvent

    /** Speak another language. */
    public data class LanguageChosen(val language: Language) : SettingsEvent

    /** Lock after another time. */
    public data class LockAfterChosen(val lockAfter: LockAfter) : SettingsEvent

    /** Tell others that one saw what they said, or do not. */
    public data class TellsSeenChosen(val tells: Boolean) : SettingsEvent

    /** Lock now. */
    public data object LockNow : SettingsEvent

    /** Make new keys in every circle. */
    public data object RenewKeys : SettingsEvent

    /** Whose work Kith is built on. */
    public data object OpenLicences : SettingsEvent

    /** Call a clinic. */
    public data class Call(val number: String) : SettingsEvent {
        override fun toString(): String = nameOf(this)
    }

    /** Do the one thing about a problem. */
    public data class Resolve(val remedy: Remedy) : SettingsEvent
}
