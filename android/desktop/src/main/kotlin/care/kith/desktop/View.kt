package care.kith.desktop

import care.kith.holders.ChatHolder
import care.kith.holders.ConsentHolder
import care.kith.holders.DetailsHolder
import care.kith.holders.InviteHolder
import care.kith.holders.LicencesHolder
import care.kith.holders.LockHolder
import care.kith.holders.PeopleHolder
import care.kith.holders.SearchHolder
import care.kith.holders.SettingsHolder
import care.kith.holders.WelcomeHolder

/**
 * A screen that is open, with its holder.
 *
 * @property whole whether it fills the window; else the list of circles stands beside it.
 */
internal sealed class View(val whole: Boolean = false) {
    /** How someone gets in. */
    class Welcome(val holder: WelcomeHolder) : View(whole = true)

    /** What someone agrees to. */
    class Consent(val holder: ConsentHolder) : View(whole = true)

    /** The door. */
    class Lock(val holder: LockHolder) : View(whole = true)

    /** A circle's conversation. */
    class Chat(val holder: ChatHolder) : View()

    /** The people of a circle. */
    class People(val holder: PeopleHolder) : View()

    /** Inviting someone. */
    class Invite(val holder: InviteHolder) : View()

    /** What is known of a message. */
    class Details(val holder: DetailsHolder) : View()

    /** Searching. */
    class Search(val holder: SearchHolder) : View()

    /** Whose work is in Kith. */
    class Licences(val holder: LicencesHolder) : View()

    /** Settings. */
    class Settings(val holder: SettingsHolder) : View()
}
