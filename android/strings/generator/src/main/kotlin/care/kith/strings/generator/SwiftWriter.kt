package care.kith.strings.generator

import java.io.File

/**
 * Writes one accessor of `Strings` for each text, so that Swift does not compile with a key that there is not, or
 * with a placeholder that is forgotten. The texts themselves are in Apple's catalogue.
 */
fun writeSwift(english: Catalogue, file: File) {
    file.parentFile.mkdirs()
    file.writeText(
        buildString {
            appendLine("// Written by android/strings/generator from the sentences beside it: not to be edited.\n")
            appendLine("extension Strings {")
            appendLine(english.entries.values.joinToString("\n\n", transform = ::accessor))
            appendLine("}")
        },
    )
}

private fun accessor(entry: Entry): String {
    val comment = "    /// ${entry.forms.getValue(Category.Other)}\n"
    val key = "\"${entry.key}\""
    if (entry.placeholders.isEmpty()) {
        return "$comment    public var ${entry.kotlinName}: String { sentence($key) }"
    }
    val parameters = entry.placeholders.joinToString { "$it: ${if (entry.counts(it)) "Int" else "String"}" }
    val arguments = entry.placeholders.joinToString { if (entry.counts(it)) "count: $it" else it }
    return "$comment    public func ${entry.kotlinName}($parameters) -> String { sentence($key, $arguments) }"
}

private fun Entry.counts(placeholder: String): Boolean = plural && placeholder == Entry.COUNT
