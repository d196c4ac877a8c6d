package care.kith.screens.welcome

import care.kith.screens.Problem
import care.kith.screens.Remedy
import care.kith.screens.nameOf
import care.kith.strings.Language

/**
 * The first screen: how someone gets in. There is no way in without an invitation.
 *
 * @property language of the screen; it can be changed right here.
 * @property step where they are.
 */
public data class WelcomeState(val language: Language, val step: WelcomeStep = WelcomeStep.Start)

/** Where someone is on the way in. */
public sealed interface WelcomeStep {
    /** What Kith is, and two ways to go on. */
    public data object Start : WelcomeStep

    /**
     * A link is pasted or typed.
     *
     * @property link what stands in the field.
     * @property checking whether it is being read.
     * @property problem what is wrong with it.
     */
    public data class Link(
        val link: String = "",
        val checking: Boolean = false,
        val problem: Problem? = null,
    ) : WelcomeStep {
        override fun toString(): String = nameOf(this)
    }

    /**
     * A QR code is read.
     *
     * @property camera whether the device can see.
     * @property problem what is wrong with the code that was seen.
     */
    public data class Scan(val camera: Camera, val problem: Problem? = null) : WelcomeStep
}

/** Whether a code can be seen. */
public enum class Camera {
    /** It looks. */
    Ready,

    /** The person has not allowed it. */
    NotAllowed,

    /** There is none: a picture of the code can be opened. */
    None,
}

/** What a person can do on the first screen. */
public sealed interface WelcomeEvent {
    /** Go on by a link. */
    public data object EnterLink : WelcomeEvent

    /** Go on by a QR code. */
    public data object ScanCode : WelcomeEvent

    /** The field's new content. */
    public data class LinkChanged(val link: String) : WelcomeEvent {
        override fun toString(): String = nameOf(this)
    }

    /** Read the link in the field. */
    public data object LinkDone : WelcomeEvent

    /** A code was seen; [text] is what it says. */
    public data class CodeRead(val text: String) : WelcomeEvent {
        override fun toString(): String = nameOf(this)
    }

    /** Open a picture with a code in it. */
    public data object OpenPicture : WelcomeEvent

    /** Ask the device for its camera again. */
    public data object AllowCamera : WelcomeEvent

    /** Speak another language. */
    public data class LanguageChosen(val language: Language) : WelcomeEvent

    /** Back to the start. */
    public data object Back : WelcomeEvent

    /** Do the one thing about a problem. */
    public data class Resolve(val remedy: Remedy) : WelcomeEvent
}
