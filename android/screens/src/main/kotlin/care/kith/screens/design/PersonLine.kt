package care.kith.screens.design

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import care.kith.screens.Person

/** Someone: mark, name, role in words, and what else there is to say. */
@Composable
internal fun PersonLine(person: Person, modifier: Modifier = Modifier, more: @Composable ColumnScope.() -> Unit = {}) {
    val strings = Kith.strings
    Row(modifier.fillMaxWidth().semantics(mergeDescendants = true) {}, Arrangement.spacedBy(14.dp)) {
        RoleMark(person)
        Column(Modifier.weight(1f)) {
            Text(strings.name(person), style = Kith.type.strong)
            Text(strings.role(person, Kith.mine))
            more()
        }
    }
}
