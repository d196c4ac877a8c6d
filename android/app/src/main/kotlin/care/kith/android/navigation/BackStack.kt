package care.kith.android.navigation

import androidx.compose.runtime.mutableStateListOf

/** The pages that are open, the one that is seen last. Changed on the main thread alone. */
internal class BackStack {
    private val pages = mutableStateListOf<Page>()

    /** The page that is seen. */
    val top: Page?
        get() = pages.lastOrNull()

    /** Whether there is a page below. */
    val canGoBack: Boolean
        get() = pages.size > 1

    /** Where they are, to come back after the lock. What stands in for a secret or for the lock is left out. */
    val places: List<Place>
        get() = pages.mapNotNull { it.place }.filterNot { it is Place.Consent || it is Place.Welcome }

    /** Opens [page] above the others. */
    fun push(page: Page) {
        pages += page
    }

    /** Closes the page that is seen, unless it is the only one. */
    fun pop() {
        if (canGoBack) pages.removeAt(pages.lastIndex).close()
    }

    /** Closes every page and opens [next] in their place. */
    fun replace(next: List<Page>) {
        val closed = pages.toList()
        pages.clear()
        pages += next
        closed.forEach(Page::close)
    }
}
