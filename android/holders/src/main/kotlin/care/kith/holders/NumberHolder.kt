package care.kith.holders

import care.kith.core.CircleId
import care.kith.core.Comparison
import care.kith.core.KithClient
import care.kith.core.NumberCheck
import care.kith.core.PersonId
import care.kith.screens.Content
import care.kith.screens.Problem
import care.kith.screens.number.Compared
import care.kith.screens.number.NumberEvent
import care.kith.screens.number.NumberState
import care.kith.screens.number.Opposite
import care.kith.screens.number.PairNumber
import care.kith.screens.welcome.Camera
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.update

/**
 * The number of this person and another one.
 *
 * @param name what the other one is called; empty where nobody knows yet.
 * @param opposite where the other one stands.
 * @param camera whether the device can see, when a code is to be read.
 */
public class NumberHolder(
    private val client: KithClient,
    private val circle: CircleId,
    private val person: PersonId,
    name: String,
    opposite: Opposite,
    private val scope: CoroutineScope,
    private val camera: () -> Camera,
    private val go: (Go) -> Unit,
) {
    private val states = MutableStateFlow(
        NumberState(name, Content.Loading, opposite = opposite, sees = camera() != Camera.None),
    )
    private val remedies = Remedies(go, ::tell, ::read)

    /** What the screen shows. */
    public val state: StateFlow<NumberState> = states.asStateFlow()

    init {
        read()
    }

    /** What the person did. */
    public fun onEvent(event: NumberEvent) {
        when (event) {
            is NumberEvent.Back -> if (states.value.camera == null) go(Go.Back) else look(null)
            is NumberEvent.Scan -> look(camera())
            is NumberEvent.CodeRead -> compare(event.text)
            is NumberEvent.AllowCamera -> go(Go.AskForCamera)
            is NumberEvent.Same -> keep(Comparison.SAME)
            is NumberEvent.Different -> keep(Comparison.DIFFERENT)
            is NumberEvent.TakeBack -> keep(Comparison.UNSURE)
            is NumberEvent.Resolve -> remedies.resolve(event.remedy, states.value.number is Content.Failed)
        }
    }

    private fun look(camera: Camera?) = states.update { it.copy(camera = camera, compared = null) }

    private fun read() {
        scope.asking(::failed) { show() }
    }

    private suspend fun show() {
        val number = client.number(circle, person)
        val shown = PairNumber(number.groups, number.code, number.checked?.toLong(), number.different != null)
        states.update { it.copy(number = Content.Ready(shown)) }
    }

    private fun compare(text: String) {
        scope.asking(remedies.telling { compare(text) }) {
            val compared = when (client.checkNumber(circle, person, text)) {
                NumberCheck.SAME -> Compared.Same
                NumberCheck.DIFFERENT -> Compared.Different
                NumberCheck.NOT_OF_KITH -> Compared.NotOfKith
            }
            states.update { it.copy(camera = null, compared = compared) }
            show()
        }
    }

    private fun keep(came: Comparison) {
        // It is said of the number that was seen.
        val seen = (states.value.number as? Content.Ready)?.value?.code ?: return
        scope.asking(remedies.telling { keep(came) }) {
            client.setChecked(circle, person, seen, came)
            states.update { it.copy(compared = Compared.Different.takeIf { came == Comparison.DIFFERENT }) }
            show()
        }
    }

    private fun tell(problem: Problem?) = states.update { it.copy(problem = problem, camera = null) }

    private fun failed(problem: Problem) = states.update { it.copy(number = Content.Failed(problem)) }
}
