package care.kith.screens

import care.kith.strings.Language
import care.kith.strings.Strings
import org.jetbrains.skia.Data
import org.jetbrains.skia.FontMgr
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import java.io.File

/** What the sources of this module have to keep so that they render on Android too. */
class SourcesTest {
    private val sources = File("src/main/kotlin").walk().filter { it.extension == "kt" }.toList()

    @Test
    fun `screens import Compose, Kotlin and their own strings alone`() {
        val allowed =
            listOf("androidx.compose.", "kotlin.", "kotlinx.coroutines.", "care.kith.screens", "care.kith.strings")
        val others = sources.flatMap { file ->
            file
                .readLines()
                .filter { it.startsWith("import ") }
                .map { it.removePrefix("import ") }
                .filterNot { line -> allowed.any(line::startsWith) }
                // The one library, behind one file.
                .filterNot { file.name == "QrCode.kt" && it.startsWith("com.google.zxing.") }
                .map { "${file.name}: $it" }
        }
        assertEquals(emptyList<String>(), others)
    }

    @Test
    fun `no sentence is written into a screen`() {
        val sentence = Regex("\"[A-Z][a-z]+ [a-z]+[^\"]*\"")
        val written = sources.flatMap { file -> sentence.findAll(code(file)).map { "${file.name}: ${it.value}" } }
        assertEquals(emptyList<String>(), written)
    }

    private fun code(file: File) = file
        .readLines()
        .filterNot { it.trim().startsWith("*") || it.trim().startsWith("/") }
        .joinToString("\n")

    @Test
    fun `every sentence is said somewhere`() {
        // By a screen, by the strings' own code, by an app around the screens, or on iOS.
        val apps = listOf("../desktop/src/main", "../app/src/main", "../../ios/Sources", "../../ios/App")
        val text = (listOf("src/main", "../strings/src/main/kotlin", "../strings/generator/src/main") + apps)
            .flatMap { File(it).walk().onEnter { folder -> folder.name != "Generated" } }
            .filter { it.extension in setOf("kt", "xml", "swift") }
            .joinToString("\n") { it.readText() }
        val unused = Strings::class.java.methods
            .map { it.name }
            .map { if (it.startsWith("get")) it.removePrefix("get").replaceFirstChar(Char::lowercase) else it }
            .filterNot { Regex("\\b($it|${snakeCase(it)}|${key(it)})\\b").containsMatchIn(text) }
        assertEquals(emptyList<String>(), unused)
    }

    /** As the source of the sentences names it. */
    private fun key(name: String): String {
        val section = name.takeWhile(Char::isLowerCase)
        return section + "\\." + name.removePrefix(section).replaceFirstChar(Char::lowercase)
    }

    /** As Android's resources are named. */
    private fun snakeCase(name: String) = name.replace(Regex("[A-Z]")) { "_" + it.value.lowercase() }

    @Test
    fun `the bundled fonts have every letter of every language`() {
        val fonts = listOf("AtkinsonHyperlegibleNext-Regular", "IBMPlexSansArabic-Regular").map { name ->
            val bytes = checkNotNull(javaClass.getResourceAsStream("/fonts/$name.ttf")).readBytes()
            checkNotNull(FontMgr.default.makeFromData(Data.makeFromBytes(bytes)))
        }
        val letters = Language.offered
            .flatMap {
                File(
                    "../strings/src/main/strings/${it.tag}.strings",
                ).readText().toList()
            }.toSet()
            .filterNot { it.isISOControl() }
        val missing = letters.filter { letter -> fonts.all { it.getUTF32Glyph(letter.code) == 0.toShort() } }
        assertTrue(missing.isEmpty(), "no font has $missing")
    }
}
