package care.kith.screens.design

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.widthIn
import androidx.compose.foundation.rememberScrollState
import androidx.compose.foundation.verticalScroll
import androidx.compose.runtime.Composable
import androidx.compose.runtime.ReadOnlyComposable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.style.TextAlign
import androidx.compose.ui.unit.dp
import care.kith.screens.Content
import care.kith.screens.Problem
import care.kith.screens.Remedy

/** [content] once it is here; until then a word, or what went wrong and the one thing to do. */
@Composable
internal fun <T> ColumnScope.Whole(
    content: Content<T>,
    onResolve: (Remedy) -> Unit,
    ready: @Composable ColumnScope.(T) -> Unit,
) {
    when (content) {
        Content.Loading -> Middle { Text(Kith.strings.stateLoading, style = Kith.type.heading) }

        is Content.Failed -> Middle {
            Sign(Icon.Alert, colour = Kith.colours.alarmInk, size = 44.dp)
            title(content.problem)?.let {
                Text(it, Modifier.semantics { heading() }, Kith.type.heading, align = TextAlign.Center)
            }
            Text(sentence(content.problem), align = TextAlign.Center)
            // Where there is nothing else on the screen, taking note is not enough: it leads back.
            RemedyButtons(content.problem, onResolve, instead = Remedy.GoBack)
        }

        is Content.Ready -> ready(content.value)
    }
}

/** A few words and what to do, in the middle of what is left of the screen. */
@Composable
internal fun ColumnScope.Middle(content: @Composable ColumnScope.() -> Unit) {
    Box(Modifier.weight(1f).fillMaxWidth(), Alignment.Center) {
        Column(
            Modifier
                .widthIn(max = 480.dp)
                .verticalScroll(rememberScrollState())
                .padding(24.dp)
                .semantics { liveRegion = LiveRegionMode.Polite },
            Arrangement.spacedBy(16.dp, Alignment.CenterVertically),
            Alignment.CenterHorizontally,
            content,
        )
    }
}

/** Nothing is here yet, and that is all right. */
@Composable
internal fun ColumnScope.Nothing(title: String, body: String, content: @Composable ColumnScope.() -> Unit = {}) {
    Middle {
        Text(title, Modifier.semantics { heading() }, Kith.type.heading, align = TextAlign.Center)
        Text(body, align = TextAlign.Center, colour = Kith.colours.inkSoft)
        content()
    }
}

/** What the last thing that was tried ran into, and the one thing to do; stands where it was tried. */
@Composable
internal fun ProblemNote(problem: Problem, onResolve: (Remedy) -> Unit, modifier: Modifier = Modifier) {
    val colours = Kith.colours
    // What passes by itself frightens nobody.
    val (ground, ink) = if (problem.remedy == Remedy.TryAgain) {
        colours.notice to colours.noticeInk
    } else {
        colours.alarm to colours.alarmInk
    }
    Sheet(modifier.semantics { liveRegion = LiveRegionMode.Assertive }, ground) {
        val title = title(problem)
        if (title == null) {
            SignedLine(Icon.Alert, sentence(problem), ink, style = Kith.type.body)
        } else {
            SignedLine(Icon.Alert, title, ink, style = Kith.type.strong)
            Text(sentence(problem), colour = ink)
        }
        RemedyButtons(problem, onResolve, Weight.Other)
    }
}

/** What to do about a problem: [instead] of only taking note, where that leads nowhere. */
@Composable
internal fun RemedyButtons(
    problem: Problem,
    onResolve: (Remedy) -> Unit,
    weight: Weight = Weight.Main,
    instead: Remedy = Remedy.Understood,
) {
    val way = offered(problem).let { if (it == Remedy.Understood) instead else it }
    Button(remedy(way), { onResolve(way) }, weight = weight)
    // Whoever has made room comes back and tries again.
    if (way == Remedy.FreeSpace) {
        Button(remedy(Remedy.TryAgain), { onResolve(Remedy.TryAgain) }, weight = Weight.Other)
    }
}

/** The one thing to do about a problem; where this machine cannot, what is left to do. */
@Composable
@ReadOnlyComposable
private fun offered(problem: Problem): Remedy = when (problem.remedy) {
    in Kith.offered -> problem.remedy

    // The person makes room by themselves.
    Remedy.FreeSpace -> Remedy.TryAgain

    else -> Remedy.Understood
}

/** A [ProblemNote] under a screen's bar: it is seen wherever one has scrolled to. */
@Composable
internal fun TopNote(problem: Problem?, onResolve: (Remedy) -> Unit) {
    if (problem == null) return
    Box(Modifier.fillMaxWidth(), Alignment.Center) {
        ProblemNote(
            problem,
            onResolve,
            Modifier.widthIn(max = ReadingWidth).padding(horizontal = 24.dp, vertical = 8.dp),
        )
    }
}

/** A screen whose first words stand in the middle and whose buttons stand at the foot, near the thumb. */
@Composable
internal fun Foot(modifier: Modifier = Modifier, content: @Composable ColumnScope.() -> Unit) {
    Box(modifier.fillMaxWidth(), Alignment.Center) {
        Column(
            Modifier.widthIn(max = ReadingWidth).fillMaxWidth().padding(horizontal = 24.dp, vertical = 16.dp),
            Arrangement.spacedBy(12.dp),
            content = content,
        )
    }
}

/** The whole screen with something in its middle. */
@Composable
internal fun Centre(modifier: Modifier = Modifier, content: @Composable ColumnScope.() -> Unit) {
    Column(modifier.fillMaxSize()) { Middle(content) }
}
