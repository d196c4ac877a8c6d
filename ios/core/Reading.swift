
// MARK: - Written by ios/core/finish, not by UniFFI

/// Says its name alone. What stands in a record are people's words and names, which would then stand in whatever log or
/// report it gets into. UniFFI can have Rust say it for a type of its own crate alone; ours are the core's.
public protocol Quiet: CustomStringConvertible, CustomReflectable {}

extension Quiet {
  public var description: String { "\(Self.self)(…)" }
  public var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}

// What Rust handed over is read where it lies. UniFFI's own way is a call of Foundation for each field and a copy of each
// text before it becomes one, which is most of what a row costs. Whoever calls holds the buffer until all is read.

/// What Rust handed over, and how far it was read.
public typealias RustReader = (data: UnsafeBufferPointer<UInt8>, offset: Int)

fileprivate func createReader(_ buffer: RustBuffer) -> RustReader {
  (UnsafeBufferPointer(start: buffer.data, count: Int(buffer.len)), 0)
}

/// The next bytes; throws where there are not as many.
@inline(__always)
fileprivate func next(_ reader: inout RustReader, _ count: Int) throws -> UnsafeBufferPointer<UInt8> {
  guard count >= 0, count <= reader.data.count - reader.offset else { throw UniffiInternalError.bufferOverflow }
  let end = reader.offset + count
  defer { reader.offset = end }
  return UnsafeBufferPointer(rebasing: reader.data[reader.offset..<end])
}

fileprivate func readInt<T: FixedWidthInteger>(_ reader: inout RustReader) throws -> T {
  let bytes = UnsafeRawBufferPointer(try next(&reader, MemoryLayout<T>.size))
  return T(bigEndian: bytes.loadUnaligned(as: T.self))
}

fileprivate func readBytes(_ reader: inout RustReader, count: Int) throws -> [UInt8] {
  Array(try next(&reader, count))
}

fileprivate func readString(_ reader: inout RustReader, count: Int) throws -> String {
  String(decoding: try next(&reader, count), as: UTF8.self)
}
