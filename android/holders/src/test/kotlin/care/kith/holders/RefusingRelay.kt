package care.kith.holders

import care.kith.holders.town.Relay
import care.kith.holders.town.freePort
import com.sun.net.httpserver.HttpExchange
import com.sun.net.httpserver.HttpServer
import java.io.InputStream
import java.net.HttpURLConnection
import java.net.InetSocketAddress
import java.net.URI
import java.util.concurrent.Executors

/** Stands where everybody looks for [relay], and passes everything on but messages: those it will never take. */
internal class RefusingRelay(private val relay: Relay) : AutoCloseable {
    private val behind = freePort()
    private val threads = Executors.newCachedThreadPool()
    private val server: HttpServer

    init {
        relay.stop()
        relay.serve(behind)
        server = HttpServer.create(InetSocketAddress("127.0.0.1", relay.port), 0)
        server.executor = threads
        server.createContext("/") { asked -> asked.use { if (isMessage(it)) refuse(it) else passOn(it) } }
        server.start()
    }

    private fun isMessage(asked: HttpExchange): Boolean {
        val path = asked.requestURI.path
        return asked.requestMethod == "POST" && path.endsWith("/entries")
    }

    private fun refuse(asked: HttpExchange) {
        val problem = """{"type":"urn:kith:problem:too-large","title":"The body is too large","status":413}"""
        asked.responseHeaders.set("Content-Type", "application/problem+json")
        asked.sendResponseHeaders(413, problem.length.toLong())
        asked.responseBody.write(problem.toByteArray())
    }

    private fun passOn(asked: HttpExchange) {
        val there = URI("http://127.0.0.1:$behind${asked.requestURI}").toURL().openConnection() as HttpURLConnection
        there.requestMethod = asked.requestMethod
        asked.requestHeaders.forEach { (name, values) -> values.forEach { there.addRequestProperty(name, it) } }
        val body = asked.requestBody.readBytes()
        if (body.isNotEmpty()) {
            there.doOutput = true
            there.outputStream.use { it.write(body) }
        }
        val status = there.responseCode
        there.contentType?.let { asked.responseHeaders.set("Content-Type", it) }
        val answer: InputStream? = if (status < 400) there.inputStream else there.errorStream
        asked.sendResponseHeaders(status, if (answer == null || status == 204) -1 else 0)
        answer?.use { copy(it, asked) }
    }

    /** Piece by piece: what is new is told of in an answer that does not end. */
    private fun copy(answer: InputStream, asked: HttpExchange) {
        val piece = ByteArray(8 * 1024)
        while (true) {
            val read = answer.read(piece)
            if (read < 0) return
            asked.responseBody.write(piece, 0, read)
            asked.responseBody.flush()
        }
    }

    override fun close() {
        server.stop(0)
        threads.shutdownNow()
        relay.stop()
        relay.serve()
    }
}
