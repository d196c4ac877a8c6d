import Foundation

#if canImport(Glibc)
  import Glibc
#endif

/// Stands before a relay and hands everything on to it but messages: those are refused for good, as the relay refuses
/// what is too large.
final class Doorkeeper: Sendable {
  private let door: Int32
  private let relay: Int

  /// Stands at `port`, before the relay that listens at another.
  init(at port: Int, before relay: Int) throws {
    self.relay = relay
    door = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var yes: Int32 = 1
    setsockopt(door, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    guard at(port, bind, door) == 0, listen(door, 64) == 0 else { throw DidNotCome("a doorkeeper at \(port)") }
    let door = door
    Thread.detachNewThread { [weak self] in
      while case let visitor = accept(door, nil, nil), visitor >= 0 {
        Thread.detachNewThread { [weak self] in
          self?.receive(visitor)
          close(visitor)
        }
      }
    }
  }

  /// Goes home: whoever comes finds nobody.
  func leaves() {
    shutdown(door, Int32(SHUT_RDWR))
    close(door)
  }

  /// Takes one request, and answers it.
  private func receive(_ visitor: Int32) {
    guard let request = read(requestOf: visitor) else { return }
    let path = request.head.split(separator: " ").dropFirst().first ?? ""
    if path.hasSuffix("/entries") && request.head.hasPrefix("POST") {
      let problem = #"{"type":"urn:kith:problem:too-large","title":"The body is too large","status":413}"#
      send(
        Data(
          """
          HTTP/1.1 413 Content Too Large\r\nContent-Type: application/problem+json\r\nConnection: close\r
          Content-Length: \(problem.utf8.count)\r\n\r\n\(problem)
          """.utf8), to: visitor)
    } else {
      handOn(request, from: visitor)
    }
  }

  /// One request a connection, so that its end is the answer's.
  private func handOn(_ request: (head: String, body: Data), from visitor: Int32) {
    let upstream = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(upstream) }
    guard at(relay, connect, upstream) == 0 else { return }
    send(Data((request.head + "Connection: close\r\n\r\n").utf8) + request.body, to: upstream)
    while let part = part(of: upstream) { send(part, to: visitor) }
  }

  private func read(requestOf visitor: Int32) -> (head: String, body: Data)? {
    var read = Data()
    let blank = Data("\r\n\r\n".utf8)
    while read.range(of: blank) == nil {
      guard let more = part(of: visitor) else { return nil }
      read += more
    }
    guard let end = read.range(of: blank) else { return nil }
    let head = String(decoding: read[..<end.lowerBound], as: UTF8.self) + "\r\n"
    let length = head.lowercased().firstMatch(of: /content-length: (\d+)/).flatMap { Int($0.output.1) } ?? 0
    var body = Data(read[end.upperBound...])
    while body.count < length {
      guard let more = part(of: visitor) else { return nil }
      body += more
    }
    return (head, body)
  }

  private func part(of connection: Int32) -> Data? {
    var buffer = [UInt8](repeating: 0, count: 16 << 10)
    let count = recv(connection, &buffer, buffer.count, 0)
    return count > 0 ? Data(buffer[..<count]) : nil
  }

  private func send(_ data: Data, to connection: Int32) {
    var rest = data[...]
    while !rest.isEmpty {
      let sent = rest.withUnsafeBytes { Glibc.send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      if sent <= 0 { return }
      rest = rest.dropFirst(sent)
    }
  }

  private func at(
    _ port: Int, _ how: (Int32, UnsafePointer<sockaddr>?, socklen_t) -> Int32, _ descriptor: Int32
  ) -> Int32 {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    address.sin_port = UInt16(port).bigEndian
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        how(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
  }
}
