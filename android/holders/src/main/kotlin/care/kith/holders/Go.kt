package care.kith.holders

import care.kith.core.CircleId
import care.kith.core.ConversationId
import care.kith.core.InvitationId
import care.kith.core.PersonId
import care.kith.screens.lock.LockedPerson
import care.kith.screens.nameOf
import care.kith.screens.number.Opposite

/** What a holder cannot do itself: the app goes somewhere, or asks the platform. */
public sealed interface Go {
    /** Back to where one came from. */
    public data object Back : Go

    /** To the first screen of all, to use an invitation. */
    public data object ToWelcome : Go

    /** To what an invitation's [link] says. */
    public data class ToConsent(val link: String) : Go {
        override fun toString(): String = nameOf(this)
    }

    /** To the list of circles. */
    public data object ToInbox : Go

    /** To a circle's conversation; to [rowId] in it, if one is given. */
    public data class ToChat(val circle: CircleId, val rowId: Long? = null) : Go {
        override fun toString(): String = nameOf(this)
    }

    /** To the people of a circle. */
    public data class ToPeople(val circle: CircleId) : Go {
        override fun toString(): String = nameOf(this)
    }

    /** To the number of this person and [person], who is called [name] and stands at [opposite]. */
    public data class ToNumber(
        val circle: CircleId,
        val person: PersonId,
        val name: String,
        val opposite: Opposite,
    ) : Go {
        override fun toString(): String = nameOf(this)
    }

    /** To inviting someone to a circle. */
    public data class ToInvite(val circle: CircleId) : Go {
        override fun toString(): String = nameOf(this)
    }

    /** To giving an invitation's link out anew. */
    public data class ToReissue(val circle: CircleId, val invitation: InvitationId) : Go {
        override fun toString(): String = nameOf(this)
    }

    /** To what is known of a message. */
    public data class ToDetails(val rowId: Long) : Go

    /** To choosing where the words of a message are said once more. */
    public data class ToForward(val rowId: Long) : Go

    /** To what is important in a conversation. */
    public data class ToShelf(val circle: ConversationId) : Go {
        override fun toString(): String = nameOf(this)
    }

    /** To searching a circle, or all of them. */
    public data class ToSearch(val circle: CircleId? = null) : Go {
        override fun toString(): String = nameOf(this)
    }

    /** To the settings. */
    public data object ToSettings : Go

    /** To the lock; what was open is closed already. */
    public data object ToLock : Go

    /** To whose work Kith is built on. */
    public data object ToLicences : Go

    /** The lock was opened for [person]. */
    public data class Opened(val person: LockedPerson) : Go

    /** Call a number. */
    public data class Call(val number: String) : Go {
        override fun toString(): String = nameOf(this)
    }

    /** Put [text] on the clipboard, marked as private. */
    public data class Copy(val text: String) : Go {
        override fun toString(): String = nameOf(this)
    }

    /** Put a [date] into the person's calendar: `2027-03-03`, `2027-03-03T14:30` or `2027-03-03T14:30Z`, no words. */
    public data class ToCalendar(val date: String) : Go {
        override fun toString(): String = nameOf(this)
    }

    /** Hand [text] to another app. */
    public data class Share(val text: String) : Go {
        override fun toString(): String = nameOf(this)
    }

    /** Open a picture with a code in it; what it says comes back as an event. */
    public data object PickPicture : Go

    /** Ask for the camera. */
    public data object AskForCamera : Go

    /** To the device's settings: [forSpace] for making room, else for its lock. */
    public data class ToDeviceSettings(val forSpace: Boolean) : Go

    /** To where a newer Kith is had. */
    public data object ToUpdate : Go

    /** The person chose another language, by its BCP 47 tag. */
    public data class Speak(val language: String) : Go {
        override fun toString(): String = nameOf(this)
    }
}
