package care.kith.desktop

import java.awt.Desktop
import java.awt.FileDialog
import java.awt.Frame
import java.awt.GraphicsEnvironment
import java.awt.Toolkit
import java.awt.datatransfer.StringSelection
import java.io.IOException
import java.net.URI
import java.nio.file.Files
import java.nio.file.Path
import java.time.Instant

/** What the screens ask of the machine that they run on. */
internal interface Machine {
    /** Calls a telephone number. */
    fun call(number: String)

    /** Puts text on the clipboard. */
    fun copy(text: String)

    /** Opens the calendar at a date: `2027-03-03`, `2027-03-03T14:30` or `2027-03-03T14:30Z`. */
    fun note(date: String)

    /** Lets the person choose a picture; `null` where they choose none. */
    fun pickPicture(): Path?
}

/** A computer with a window system. */
internal object Workstation : Machine {
    override fun call(number: String) {
        val digits = number.filter { it.isDigit() || it == '+' }
        if (Desktop.isDesktopSupported() && Desktop.getDesktop().isSupported(Desktop.Action.BROWSE)) {
            Desktop.getDesktop().browse(URI("tel:$digits"))
        }
    }

    override fun copy(text: String): Unit =
        Toolkit.getDefaultToolkit().systemClipboard.setContents(StringSelection(text), null)

    /** What calendars open is a file. It holds the date alone, and is gone when Kith is left. */
    override fun note(date: String) {
        if (!Desktop.isDesktopSupported() || !Desktop.getDesktop().isSupported(Desktop.Action.OPEN)) return
        val file = Files.createTempFile("date", ".ics").toFile()
        file.deleteOnExit()
        file.writeText(calendarEntry(date, Instant.now()))
        try {
            Desktop.getDesktop().open(file)
        } catch (
            @Suppress("SwallowedException") none: IOException,
        ) {
            // There is no calendar here: the date stands in the message.
        }
    }

    override fun pickPicture(): Path? {
        val dialog = FileDialog(null as Frame?, "", FileDialog.LOAD)
        dialog.isVisible = true
        return dialog.files.firstOrNull()?.toPath()
    }
}

/** A computer without one: nobody sits at it. */
internal object Headless : Machine {
    override fun call(number: String): Unit = Unit

    override fun copy(text: String): Unit = Unit

    override fun note(date: String): Unit = Unit

    override fun pickPicture(): Path? = null
}

/** The machine that this is. */
internal fun machine(): Machine = if (GraphicsEnvironment.isHeadless()) Headless else Workstation
