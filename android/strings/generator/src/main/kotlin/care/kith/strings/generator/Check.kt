package care.kith.strings.generator

/** What is wrong with [catalogue], measured against [english]; empty if nothing is. */
fun check(catalogue: Catalogue, english: Catalogue): List<String> {
    val tag = checkNotNull(catalogue.locale).tag
    val missing = (english.entries.keys - catalogue.entries.keys).map { "$tag: $it is missing" }
    val unknown = (catalogue.entries.keys - english.entries.keys).map { "$tag: English has no $it" }
    val shared = catalogue.entries.values.filter { it.key in english.entries }
    return missing + unknown + shared.flatMap { check(catalogue.locale, it, english.entries.getValue(it.key)) }
}

private fun check(locale: Locale, entry: Entry, english: Entry): List<String> = buildList {
    val name = "${locale.tag}: ${entry.key}"
    if (entry.forms.values.any(String::isBlank)) add("$name is empty")
    if (entry.plural != english.plural) add("$name is a plural in only one of the two languages")
    if (entry.plural && entry.forms.keys != locale.categories.toSet()) {
        add("$name needs the forms ${locale.categories.map { it.name.lowercase() }}")
    }
    if (entry.placeholders.toSet() != english.placeholders.toSet()) {
        add("$name has the placeholders ${entry.placeholders}, English has ${english.placeholders}")
    }
    entry.forms.forEach { (category, form) -> addAll(check(name, entry, category, form)) }
}

private fun check(name: String, entry: Entry, category: Category, form: String): List<String> = buildList {
    val here = Entry.PLACEHOLDER
        .findAll(form)
        .map { it.groupValues[1] }
        .toList()
    if (here.distinct().size != here.size) add("$name says a placeholder twice")
    // A form for exactly none, one or two may spell its number; the others need it.
    val spelled = setOf(Category.Zero, Category.One, Category.Two)
    val optional = if (entry.plural && category in spelled) setOf(Entry.COUNT) else emptySet()
    val lost = entry.placeholders.toSet() - here.toSet() - optional
    if (lost.isNotEmpty()) add("$name [$category] lacks $lost")
    if ('{' in form.replace(Entry.PLACEHOLDER, "") || '}' in form.replace(Entry.PLACEHOLDER, "")) {
        add("$name has a brace that is not a placeholder")
    }
}
