package care.kith.holders

import care.kith.screens.Content
import care.kith.screens.Problem
import care.kith.screens.licences.LicencesEvent
import care.kith.screens.licences.LicencesState
import care.kith.screens.licences.OpenLicence
import care.kith.screens.licences.Work
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.update
import kotlinx.coroutines.launch
import java.io.IOException
import java.io.InputStream

/**
 * Whose work is in Kith: what `android/licences/generate` wrote when it was built.
 *
 * @param read opens a file of it by its name.
 */
public class LicencesHolder(
    private val scope: CoroutineScope,
    private val read: (name: String) -> InputStream,
    private val go: (Go) -> Unit,
) {
    private class Line(val work: Work, val text: String)

    private val states = MutableStateFlow(LicencesState(Content.Loading))

    @Volatile
    private var lines = emptyList<Line>()

    /** What the screen shows. */
    public val state: StateFlow<LicencesState> = states.asStateFlow()

    init {
        list()
    }

    /** What the person did. */
    public fun onEvent(event: LicencesEvent) {
        when (event) {
            is LicencesEvent.Back -> back()
            is LicencesEvent.Open -> open(event.id)
            is LicencesEvent.Resolve -> states.value.open?.let { open(it.work.id) } ?: list()
        }
    }

    /** Back to the list. Answers whether there was a licence to come back from. */
    public fun close(): Boolean {
        val wasOpen = states.value.open != null
        states.update { it.copy(open = null) }
        return wasOpen
    }

    private fun back() {
        if (!close()) go(Go.Back)
    }

    private fun list() = reading({ failed -> states.update { it.copy(works = failed) } }) {
        lines = words("list").lines().filter { it.isNotEmpty() }.mapIndexed(::line)
        states.update { now -> now.copy(works = Content.Ready(lines.map { it.work })) }
    }

    private fun line(index: Int, line: String): Line {
        val parts = line.split('\t')
        return Line(Work("$index", parts[0], parts[1], parts[2]), parts[3])
    }

    private fun open(id: String) {
        val line = lines.find { it.work.id == id } ?: return

        fun show(text: Content<String>) = states.update { it.copy(open = OpenLicence(line.work, text)) }
        show(Content.Loading)
        reading(::show) { show(Content.Ready(words("texts/${line.text}"))) }
    }

    private fun words(name: String) = read(name).use { it.readBytes().decodeToString() }

    private fun reading(failed: (Content.Failed) -> Unit, work: () -> Unit) {
        scope.launch(Dispatchers.Default) {
            try {
                work()
            } catch (
                @Suppress("SwallowedException") error: IOException,
            ) {
                failed(Content.Failed(Problem.Unexpected))
            }
        }
    }
}
