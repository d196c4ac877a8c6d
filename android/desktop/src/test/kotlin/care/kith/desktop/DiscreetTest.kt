package care.kith.desktop

import care.kith.holders.Go
import care.kith.screens.Problem
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import java.lang.reflect.Modifier
import java.nio.file.Files
import java.nio.file.Path
import kotlin.io.path.extension

private const val SECRET = "the secret words"

/** States, events and ways hold what people wrote, their names, links to them: nothing of that is printed. */
class DiscreetTest {
    @Test
    fun `what holds words says nothing of them`() {
        val wordy = listOf(Problem::class.java, Go::class.java).flatMap(::besides).filter(::holdsWords)
        assertTrue(wordy.size > 40, "$wordy")
        val talkative = wordy.filter { SECRET in build(it).toString() }
        assertEquals(emptyList<Class<*>>(), talkative)
    }

    @Test
    fun `whoever says something would be found`() {
        assertTrue(holdsWords(Talkative::class.java))
        assertTrue(SECRET in build(Talkative::class.java).toString())
    }

    private data class Talkative(val words: String)

    /** All classes that are built together with [one]. */
    private fun besides(one: Class<*>): List<Class<*>> {
        val where = one.protectionDomain.codeSource.location
        val root = Path.of(where.toURI())
        val files = Files.walk(root).use { all -> all.filter { it.extension == "class" }.toList() }
        return files.map { file ->
            val name = "${root.relativize(file)}".removeSuffix(".class")
            Class.forName(name.replace('/', '.'), false, one.classLoader)
        }
    }

    private fun holdsWords(type: Class<*>): Boolean = type.methods.any { it.name == "component1" } &&
        type.declaredFields.any { it.type == String::class.java && !Modifier.isStatic(it.modifiers) }

    /** One of [type], with the words wherever there can be some. */
    private fun build(type: Class<*>): Any? = when {
        type == String::class.java -> SECRET
        type == Long::class.javaPrimitiveType || type == Long::class.javaObjectType -> 1L
        type == Int::class.javaPrimitiveType -> 1
        type == Boolean::class.javaPrimitiveType -> false
        type.name == "kotlin.ULong" -> null
        type == List::class.java -> emptyList<Any>()
        type == Set::class.java -> emptySet<Any>()
        type.isEnum -> type.enumConstants.first()
        type.isSealed -> type.permittedSubclasses.firstNotNullOf(::build)
        type.declaredFields.any { it.name == "INSTANCE" } -> type.getField("INSTANCE").get(null)
        type.constructors.isEmpty() && type.declaredConstructors.isEmpty() -> null
        else -> made(type)
    }

    private fun made(type: Class<*>): Any {
        val whole = type.declaredConstructors.filterNot { it.isSynthetic }.maxBy { it.parameterCount }
        whole.isAccessible = true
        return whole.newInstance(*whole.parameterTypes.map(::build).toTypedArray())
    }
}
