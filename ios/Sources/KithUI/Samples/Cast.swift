#if DEBUG
  import Foundation
  import KithKit

  /// Invented people, who speak a language: those of the Kotlin side's pictures.
  struct Cast {
    let language: Language

    private func say(_ english: String, _ spanish: String, _ arabic: String) -> String {
      switch language {
      case .english, .pseudo: english
      case .spanish: spanish
      case .arabic: arabic
      }
    }

    var patient: Person {
      Person(id: "p1", name: say("Mara Winterbloom", "Mara Floreinvierno", "مارا زهر"), role: .patient, me: true)
    }
    var daughter: Person {
      Person(
        id: "p2", name: say("Lina Winterbloom", "Lina Floreinvierno", "لينا زهر"), role: .family,
        relationship: say("daughter", "hija", "ابنة"))
    }
    var nurse: Person { Person(id: "p3", name: say("Joy Testwell", "Paz Pruebas", "سلمى تجريب"), role: .clinician) }
    var planner: Person { Person(id: "p4", name: say("Pat Trial", "Sol Ensayo", "نور مثال"), role: .coordinator) }
    var proxy: Person {
      Person(
        id: "p5", name: say("Otto Example", "Otto Ejemplo", "فارس نموذج"), role: .proxy,
        relationship: say("brother", "hermano", "أخ"))
    }

    var clinic: Clinic {
      Clinic(
        id: "c1", name: say("Riverbend Clinic (invented)", "Clínica Ribera (inventada)", "عيادة الضفة (متخيلة)"),
        emergency: "112",
        hours: say("Mon–Fri, 8 to 17", "lunes a viernes, de 8 a 17", "من الأحد إلى الخميس، 8–17"),
        telephone: "030 555 0100")
    }
    var hospice: Clinic {
      Clinic(
        id: "c2", name: say("Hilltop Hospice (invented)", "Hospicio del Cerro (inventado)", "دار التل (متخيلة)"),
        emergency: "0800 555 019", hours: say("always", "siempre", "دائمًا"),
        telephone: "0800 555 018")
    }
    var circle: String { say("Mara’s circle", "El círculo de Mara", "دائرة مارا") }
    var otherCircle: String { say("Uncle Theo", "Tío Teo", "العم ثامر") }

    var howAreYou: String {
      say(
        "Good evening, Mara. How is your breathing tonight?", "Buenas noches, Mara. ¿Cómo respira esta noche?",
        "مساء الخير يا مارا. كيف تنفسك الليلة؟")
    }
    var better: String {
      say(
        "Better than yesterday. I slept a little after lunch.", "Mejor que ayer. Dormí un poco después de comer.",
        "أفضل من أمس. نمت قليلًا بعد الغداء.")
    }
    var soup: String {
      say(
        "Mum, I bring soup at six. Do you need anything from the chemist?",
        "Mamá, llevo sopa a las seis. ¿Necesitas algo de la farmacia?",
        "أمي، سأحضر الحساء الساعة 6. هل تحتاجين شيئًا من الصيدلية؟")
    }
    var inhaler: String {
      say("The blue inhaler, please.", "El inhalador azul, por favor.", "البخاخ الأزرق من فضلك.")
    }
    var paper: String {
      say(
        "And the letter that lies on the kitchen table.", "Y la carta que está en la mesa de la cocina.",
        "والرسالة التي على طاولة المطبخ.")
    }
    var afraid: String {
      say(
        "I did not want to say it in front of Lina. I am afraid of the nights.",
        "No quise decirlo delante de Lina. Me dan miedo las noches.", "لم أرد أن أقول هذا أمام لينا. أنا أخاف من الليل."
      )
    }
    var here: String {
      say(
        "Thank you for telling me. I am here until ten. Take 2 puffs now, and write to me in 20 minutes.",
        "Gracias por decírmelo. Estoy aquí hasta las diez. Tome 2 inhalaciones ahora y escríbame en 20 minutos.",
        "شكرًا لأنك أخبرتني. أنا هنا حتى العاشرة. خذي بختين 2 الآن، واكتبي لي بعد 20 دقيقة.")
    }
    var draft: String { say("I took them. It is easing.", "Ya las tomé. Está pasando.", "أخذتهما. الأمر يخف.") }
    var query: String { say("inhaler", "inhalador", "البخاخ") }
  }

  extension Date {
    /// Tuesday, 3 March 2026, 20:41 UTC: when all samples are looked at.
    static let sampled = Date(timeIntervalSince1970: 1_772_570_460)
  }

  /// Spans of time, in seconds.
  enum Span {
    static let minute: TimeInterval = 60
    static let hour = 60 * minute
    static let day = 24 * hour
  }
#endif
