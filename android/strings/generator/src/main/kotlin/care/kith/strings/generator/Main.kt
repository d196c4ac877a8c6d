package care.kith.strings.generator

import java.io.File

/**
 * Reads every language in a folder, checks them and writes Kotlin, Swift, Android's and Apple's resources.
 * Arguments: the folder with `en.strings` and its siblings; the folder to write to.
 * Throws [IllegalStateException] with every fault that was found, so that the build fails.
 */
fun main(args: Array<String>) {
    val (sources, out) = args.map(::File)
    val catalogues = Locale.entries.map { readCatalogue(it, sources.resolve("${it.tag}.strings").readText()) }
    val english = catalogues.single { it.locale == Locale.English }
    val faults = catalogues.flatMap { check(it, english) } + gradeFaults(english)
    check(faults.isEmpty()) { faults.joinToString("\n", prefix = "The strings have faults:\n") }
    writeKotlin(english, catalogues + pseudo(english), out.resolve("kotlin/care/kith/strings"))
    catalogues.forEach { writeAndroid(it, english, out.resolve("android")) }
    writeApple(english, catalogues, out.resolve("apple/Localizable.xcstrings"))
    writeInfoPlist(english, catalogues, out.resolve("apple/InfoPlist.xcstrings"))
    writeApple(english, listOf(pseudo(english)), out.resolve("apple/Pseudo.xcstrings"))
    writeSwift(english, out.resolve("apple/Sentences.swift"))
}
