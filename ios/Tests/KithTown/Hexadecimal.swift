import Foundation

extension Data {
  /// Bytes of hexadecimal digits.
  public init?(hex: String) {
    let digits = Array(hex)
    guard digits.count % 2 == 0 else { return nil }
    self.init(capacity: digits.count / 2)
    for at in stride(from: 0, to: digits.count, by: 2) {
      guard let byte = UInt8(String(digits[at...at + 1]), radix: 16) else { return nil }
      append(byte)
    }
  }
}
