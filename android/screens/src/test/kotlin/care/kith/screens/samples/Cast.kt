package care.kith.screens.samples

import care.kith.screens.Clinic
import care.kith.screens.Person
import care.kith.screens.Role
import care.kith.strings.CalendarMoments
import care.kith.strings.Language
import java.time.Instant
import java.time.ZoneOffset

/** Tuesday, 3 March 2026, 20:41 UTC: when all samples are looked at. */
val NOW: Long = Instant.parse("2026-03-03T20:41:00Z").toEpochMilli()

const val MINUTE: Long = 60_000L
const val HOUR: Long = 60 * MINUTE
const val DAY: Long = 24 * HOUR

/** Times that hold still. */
fun still(language: Language) = CalendarMoments(language, ZoneOffset.UTC) { NOW }

/** Invented people, who speak [language]. */
class Cast(private val language: Language) {
    private fun say(english: String, spanish: String, arabic: String) = when (language) {
        Language.English, Language.Pseudo -> english
        Language.Spanish -> spanish
        Language.Arabic -> arabic
    }

    val patient = Person("p1", say("Mara Winterbloom", "Mara Floreinvierno", "مارا زهر"), Role.Patient, me = true)
    val daughter = Person(
        "p2",
        say("Lina Winterbloom", "Lina Floreinvierno", "لينا زهر"),
        Role.Family,
        say("daughter", "hija", "ابنة"),
    )
    val nurse = Person("p3", say("Joy Testwell", "Paz Pruebas", "سلمى تجريب"), Role.Clinician)
    val planner = Person("p4", say("Pat Trial", "Sol Ensayo", "نور مثال"), Role.Coordinator)
    val proxy = Person(
        "p5",
        say("Otto Example", "Otto Ejemplo", "فارس نموذج"),
        Role.Proxy,
        say("brother", "hermano", "أخ"),
    )
    val clinic = Clinic(
        "c1",
        say("Riverbend Clinic (invented)", "Clínica Ribera (inventada)", "عيادة الضفة (متخيلة)"),
        "112",
        say("Mon–Fri, 8 to 17", "lunes a viernes, de 8 a 17", "من الأحد إلى الخميس، 8–17"),
        "030 555 0100",
    )
    val hospice = Clinic(
        "c2",
        say("Hilltop Hospice (invented)", "Hospicio del Cerro (inventado)", "دار التل (متخيلة)"),
        "0800 555 019",
        say("always", "siempre", "دائمًا"),
        "0800 555 018",
    )
    val circle = say("Mara’s circle", "El círculo de Mara", "دائرة مارا")
    val otherCircle = say("Uncle Theo", "Tío Teo", "العم ثامر")

    val howAreYou = say(
        "Good evening, Mara. How is your breathing tonight?",
        "Buenas noches, Mara. ¿Cómo respira esta noche?",
        "مساء الخير يا مارا. كيف تنفسك الليلة؟",
    )
    val better = say(
        "Better than yesterday. I slept a little after lunch.",
        "Mejor que ayer. Dormí un poco después de comer.",
        "أفضل من أمس. نمت قليلًا بعد الغداء.",
    )
    val soup = say(
        "Mum, I bring soup at six. Do you need anything from the chemist?",
        "Mamá, llevo sopa a las seis. ¿Necesitas algo de la farmacia?",
        "أمي، سأحضر الحساء الساعة 6. هل تحتاجين شيئًا من الصيدلية؟",
    )
    val inhaler = say("The blue inhaler, please.", "El inhalador azul, por favor.", "البخاخ الأزرق من فضلك.")
    val paper = say(
        "And the letter that lies on the kitchen table.",
        "Y la carta que está en la mesa de la cocina.",
        "والرسالة التي على طاولة المطبخ.",
    )
    val afraid = say(
        "I did not want to say it in front of Lina. I am afraid of the nights.",
        "No quise decirlo delante de Lina. Me dan miedo las noches.",
        "لم أرد أن أقول هذا أمام لينا. أنا أخاف من الليل.",
    )
    val here = say(
        "Thank you for telling me. I am here until ten. Take 2 puffs now, and write to me in 20 minutes.",
        "Gracias por decírmelo. Estoy aquí hasta las diez. Tome 2 inhalaciones ahora y escríbame en 20 minutos.",
        "شكرًا لأنك أخبرتني. أنا هنا حتى العاشرة. خذي بختين 2 الآن، واكتبي لي بعد 20 دقيقة.",
    )
    val page = "https://clinic.example/plan"
    val where = say(
        "The plan is at $page. Call 030 555 0100 if it does not open.",
        "El plan está en $page. Llame al 030 555 0100 si no se abre.",
        "الخطة في $page. اتصلي بالرقم 030 555 0100 إذا لم تفتح.",
    )
    val visitDay = say("10 March at 14:30", "10 de marzo a las 14:30", "10 مارس الساعة 14:30")
    val visit = say(
        "Your next visit is on $visitDay. Please bring the letter.",
        "Su próxima visita es el $visitDay. Traiga la carta, por favor.",
        "زيارتك القادمة يوم $visitDay. أحضري الرسالة من فضلك.",
    )
    val asked = say(
        "@${nurse.name}, may I take the drops before the soup?",
        "@${nurse.name}, ¿puedo tomar las gotas antes de la sopa?",
        "@${nurse.name}، هل آخذ القطرات قبل الحساء؟",
    )
    val askedBegun = say("May I take the drops, @", "¿Puedo tomar las gotas, @", "هل آخذ القطرات، @")
    val draft = say("I took them. It is easing.", "Ya las tomé. Está pasando.", "أخذتهما. الأمر يخف.")
    val query = say("inhaler", "inhalador", "البخاخ")
}
