package care.kith.strings.generator

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir
import java.io.File
import javax.xml.parsers.DocumentBuilderFactory

private const val ENGLISH = """
[chat]
# For the list.
line = {name}: {text}
unread[one] = {count} new message
unread[other] = {count} new messages
fault = It’s 100 % & "done"
"""

class GeneratorTest {
    private val english = readCatalogue(Locale.English, ENGLISH)

    private fun faults(locale: Locale, source: String) = check(readCatalogue(locale, source), english)

    private val spanish = """
[chat]
line = {name}: {text}
unread[one] = un mensaje nuevo
unread[many] = {count} de mensajes nuevos
unread[other] = {count} mensajes nuevos
fault = Listo
"""

    @Test
    fun `what is whole has no faults`() {
        assertEquals(emptyList<String>(), faults(Locale.English, ENGLISH))
        assertEquals(emptyList<String>(), faults(Locale.Spanish, spanish))
    }

    @Test
    fun `a missing key is a fault`() =
        assertEquals(listOf("es: chat.fault is missing"), faults(Locale.Spanish, spanish.replace("fault = Listo", "")))

    @Test
    fun `a key that English has not is a fault`() =
        assertEquals(listOf("es: English has no chat.more"), faults(Locale.Spanish, spanish + "more = Más"))

    @Test
    fun `a missing plural form is a fault`() =
        assertEquals(
            listOf("es: chat.unread needs the forms [one, many, other]"),
            faults(Locale.Spanish, spanish.lines().filterNot { "[many]" in it }.joinToString("\n")),
        )

    @Test
    fun `Arabic needs all six`() =
        assertTrue(
            faults(Locale.Arabic, spanish)
                .contains("ar: chat.unread needs the forms [zero, one, two, few, many, other]"),
        )

    @Test
    fun `another placeholder is a fault, and a lost one`() {
        assertTrue(faults(Locale.Spanish, spanish.replace("{text}", "{words}")).isNotEmpty())
        assertTrue(faults(Locale.Spanish, spanish.replace("{text}", "")).isNotEmpty())
        assertEquals(
            listOf("es: chat.unread [Other] lacks [count]"),
            faults(Locale.Spanish, spanish.replace("{count} mensajes", "mensajes")),
        )
    }

    @Test
    fun `a plural that is none is a fault`() =
        assertTrue(
            faults(Locale.Spanish, spanish.lines().filterNot { "unread[" in it }.joinToString("\n") + "unread = nuevos")
                .isNotEmpty(),
        )

    @Test
    fun `a stray brace, an empty text and a key that stands twice are faults`() {
        assertTrue(faults(Locale.Spanish, spanish.replace("Listo", "Listo {")).isNotEmpty())
        assertTrue(faults(Locale.Spanish, spanish.replace("Listo", "")).isNotEmpty())
        assertThrows(IllegalStateException::class.java) { faults(Locale.Spanish, spanish + "fault = Listo") }
        assertThrows(IllegalStateException::class.java) { faults(Locale.Spanish, spanish + "no key at all") }
    }

    @Test
    fun `hard words are faults unless a note explains them`() {
        val hard = "[a]\nb = Participation presupposes unequivocal authorization by the responsible institution.\n"
        assertEquals(1, gradeFaults(readCatalogue(Locale.English, hard)).size)
        val explained = hard.replace("b =", "# grade: the law’s own words.\nb =")
        assertEquals(emptyList<String>(), gradeFaults(readCatalogue(Locale.English, explained)))
    }

    @Test
    fun `syllables are counted as they are said`() =
        assertEquals(
            listOf(1, 1, 2, 3, 4, 1),
            listOf("those", "names", "people", "invited", "emergency", "moved").map(::syllables),
        )

    @Test
    fun `the pseudo-locale is longer, accented and keeps placeholders`() {
        val entry = pseudo(english).entries.getValue("chat.line")
        assertEquals(listOf("name", "text"), entry.placeholders)
        val words = pseudo(english)
            .entries
            .getValue("chat.unread")
            .forms
            .getValue(Category.Other)
        assertTrue(words.startsWith("[{count} ñéw méššágéš") && words.endsWith("]"), words)
    }

    @Test
    fun `Android's file is XML with its escapes and positions`(
        @TempDir folder: File,
    ) {
        writeAndroid(english, english, folder)
        val document = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(
            folder.resolve("values/strings.xml"),
        )
        val line = document.getElementsByTagName("string").item(0).textContent
        assertEquals("\u2068%1\$s\u2069: \u2068%2\$s\u2069", line)
        assertEquals("It’s 100 % & \\\"done\\\"", document.getElementsByTagName("string").item(1).textContent)
        assertEquals(2, document.getElementsByTagName("item").length)
        assertTrue("%1\$d" in document.getElementsByTagName("item").item(1).textContent)
    }

    @Test
    fun `Apple's file has every language, notes and plurals`(
        @TempDir folder: File,
    ) {
        val file = folder.resolve("Localizable.xcstrings")
        writeApple(english, listOf(english, readCatalogue(Locale.Spanish, spanish)), file)
        val json = file.readText()
        listOf("\"comment\" : \"For the list.\"", "%1\$@", "%1\$lld", "\"many\"", "\"es\"", "\\\"done\\\"")
            .forEach { assertTrue(it in json, it) }
    }

    @Test
    fun `Swift has an accessor for each text, with its placeholders`(
        @TempDir folder: File,
    ) {
        val file = folder.resolve("Sentences.swift")
        writeSwift(english, file)
        val swift = file.readText()
        listOf(
            "public var chatFault: String { sentence(\"chat.fault\") }",
            "public func chatLine(name: String, text: String) -> String { sentence(\"chat.line\", name, text) }",
            "public func chatUnread(count: Int) -> String { sentence(\"chat.unread\", count: count) }",
        ).forEach { assertTrue(it in swift, swift) }
        assertEquals(english.entries.size, swift.split("public ").size - 1)
    }

    @Test
    fun `Apple's pseudo-locale has its own name`(
        @TempDir folder: File,
    ) {
        val file = folder.resolve("Pseudo.xcstrings")
        writeApple(english, listOf(pseudo(english)), file)
        assertTrue("\"en-XA\" : { \"variations\"" in file.readText())
    }

    @Test
    fun `what iOS asks with is keyed as its property list wants it`(
        @TempDir folder: File,
    ) {
        val asking = readCatalogue(Locale.English, "[device]\nfaceReason = It is you.\ncameraReason = It reads.\n")
        val file = folder.resolve("InfoPlist.xcstrings")
        writeInfoPlist(asking, listOf(asking), file)
        assertTrue("\"NSFaceIDUsageDescription\" : {" in file.readText())
        assertTrue("\"value\" : \"It reads.\"" in file.readText())
    }
}
