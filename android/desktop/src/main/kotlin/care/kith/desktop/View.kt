package care.kith.desktop

import care.kith.holders.ChatHolder
import care.kith.holders.ConsentHolder
import care.kith.holders.DetailsHolder
import care.kith.holders.ForwardHolder
import care.kith.holders.InviteHolder
import care.kith.holders.LicencesHolder
import care.kith.holders.LockHolder
import care.kith.holders.NumberHolder
import care.kith.holders.PeopleHolder
import care.kith.holders.SearchHolder
import care.kith.holders.SettingsHolder
import care.kith.holders.ShelfHolder
import care.kith.holders.WelcomeHolder
import care.kith.screens.chat.ChatEvent
import care.kith.screens.consent.ConsentEvent
import care.kith.screens.details.DetailsEvent
import care.kith.screens.forward.ForwardEvent
import care.kith.screens.invite.InviteEvent
import care.kith.screens.licences.LicencesEvent
import care.kith.screens.number.NumberEvent
import care.kith.screens.people.PeopleEvent
import care.kith.screens.search.SearchEvent
import care.kith.screens.settings.SettingsEvent
import care.kith.screens.shelf.ShelfEvent
import care.kith.screens.welcome.WelcomeEvent

/**
 * A screen that is open, with its holder.
 *
 * @property whole whether it fills the window; else the list of circles stands beside it.
 */
internal sealed class View(val whole: Boolean = false) {
    /** What the way back does here. */
    abstract fun back()

    /** How someone gets in. */
    class Welcome(val holder: WelcomeHolder) : View(whole = true) {
        override fun back() = holder.onEvent(WelcomeEvent.Back)
    }

    /** What someone agrees to. */
    class Consent(val holder: ConsentHolder) : View(whole = true) {
        override fun back() = holder.onEvent(ConsentEvent.Refuse)
    }

    /** The door. */
    class Lock(val holder: LockHolder) : View(whole = true) {
        /** It is opened, or it stays. */
        override fun back() = Unit
    }

    /** A circle's conversation. */
    class Chat(val holder: ChatHolder) : View() {
        override fun back() = holder.onEvent(ChatEvent.Back)
    }

    /** The people of a circle. */
    class People(val holder: PeopleHolder) : View() {
        override fun back() = holder.onEvent(PeopleEvent.Back)
    }

    /** The number of two people. */
    class Number(val holder: NumberHolder) : View() {
        override fun back() = holder.onEvent(NumberEvent.Back)
    }

    /** Inviting someone. */
    class Invite(val holder: InviteHolder) : View() {
        override fun back() = holder.onEvent(InviteEvent.Back)
    }

    /** What is known of a message. */
    class Details(val holder: DetailsHolder) : View() {
        override fun back() = holder.onEvent(DetailsEvent.Back)
    }

    /** Passing a message on. */
    class Forward(val holder: ForwardHolder) : View() {
        override fun back() = holder.onEvent(ForwardEvent.Back)
    }

    /** What is important in a conversation. */
    class Shelf(val holder: ShelfHolder) : View() {
        override fun back() = holder.onEvent(ShelfEvent.Back)
    }

    /** Searching. */
    class Search(val holder: SearchHolder) : View() {
        override fun back() = holder.onEvent(SearchEvent.Back)
    }

    /** Whose work is in Kith. */
    class Licences(val holder: LicencesHolder) : View() {
        override fun back() = holder.onEvent(LicencesEvent.Back)
    }

    /** Settings. */
    class Settings(val holder: SettingsHolder) : View() {
        override fun back() = holder.onEvent(SettingsEvent.Back)
    }
}
