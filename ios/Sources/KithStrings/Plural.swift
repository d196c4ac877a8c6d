/// CLDR's names for the kinds of number that a language tells apart. On Apple's platforms the system does this.
enum Plural: String, CaseIterable {
  case zero, one, two, few, many, other

  init(of count: Int, tag: String) {
    switch tag {
    case "es": self.init(spanish: count)
    case "ar": self.init(arabic: count)
    default: self = count == 1 ? .one : .other
    }
  }

  private init(spanish count: Int) {
    self = count == 1 ? .one : count != 0 && count.isMultiple(of: 1_000_000) ? .many : .other
  }

  private init(arabic count: Int) {
    switch count {
    case 0: self = .zero
    case 1: self = .one
    case 2: self = .two
    default:
      switch count % 100 {
      case 3...10: self = .few
      case 11...99: self = .many
      default: self = .other
      }
    }
  }
}
