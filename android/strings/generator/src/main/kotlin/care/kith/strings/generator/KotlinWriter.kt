package care.kith.strings.generator

import java.io.File

/** Writes the interface `Strings`, its one function for each text, and an object for each language. */
fun writeKotlin(english: Catalogue, catalogues: List<Catalogue>, folder: File) {
    folder.mkdirs()
    val entries = english.entries.values
    folder.resolve("Strings.kt").writeText(
        buildString {
            appendLine("package care.kith.strings\n")
            appendLine("/** Every sentence of the apps. Names and numbers in them keep their own direction. */")
            appendLine("public interface Strings {")
            entries.forEach { entry ->
                appendLine("    /** ${entry.forms.getValue(Category.Other).replace("*/", "")} */")
                appendLine("    public ${signature(entry)}")
            }
            appendLine("}")
        },
    )
    catalogues.forEach { catalogue ->
        val name = "${catalogue.locale?.name ?: "Pseudo"}Strings"
        folder.resolve("$name.kt").writeText(
            buildString {
                appendLine("package care.kith.strings\n")
                appendLine("internal object $name : Strings {")
                entries.forEach { appendLine(implementation(catalogue, it, catalogue.entries.getValue(it.key))) }
                appendLine("}")
            },
        )
    }
}

private fun signature(entry: Entry): String =
    if (entry.placeholders.isEmpty()) {
        "val ${entry.kotlinName}: String"
    } else {
        val parameters = entry.placeholders.joinToString {
            "$it: ${if (entry.plural && it == Entry.COUNT) "Int" else "String"}"
        }
        "fun ${entry.kotlinName}($parameters): String"
    }

private fun implementation(catalogue: Catalogue, english: Entry, entry: Entry): String {
    val head = "    override ${signature(english)} ="
    if (!entry.plural) return "$head ${literal(entry.forms.getValue(Category.Other))}"
    val branches = entry.forms.filterKeys { it != Category.Other }.map { (category, form) ->
        "        Category.${category.name} -> ${literal(form)}"
    }
    val language = "Language.${catalogue.locale?.name ?: "Pseudo"}"
    val other = "        else -> ${literal(entry.forms.getValue(Category.Other))}"
    return "$head when ($language.category(count)) {\n${(branches + other).joinToString("\n")}\n    }"
}

private fun literal(text: String): String {
    val escaped = text
        .replace("\\", "\\\\")
        .replace("\"", "\\\"")
        .replace("$", "\\$")
        .replace("\\\\n", "\\n")
    return "\"" + escaped.replace(Entry.PLACEHOLDER) { "\${isolated(${it.groupValues[1]})}" } + "\""
}
