// swift-tools-version: 6.0
// Kith for iPhone: see README.md. `core/generate` writes what is under Generated/ first.
import PackageDescription

#if os(Linux)
  // Here the library is a shared one, built from bindings/ and kept under Generated/lib.
  let library = "\(Context.packageDirectory)/Generated/lib"
  let ffi: Target = .systemLibrary(name: "KithCoreFFI", path: "Generated/KithCoreFFI")
  let linking: [LinkerSetting] = [
    .unsafeFlags([
      "-L\(library)", "-Xlinker", "-rpath", "-Xlinker", library, "-Xlinker", "--allow-shlib-undefined",
    ])
  ]
#else
  // Written by scripts/xcframework on a Mac: for iPhones and their simulator, not for the Mac itself.
  let ffi: Target = .binaryTarget(name: "KithCoreFFI", path: "Generated/KithCore.xcframework")
  // What a static library leaves to whoever links it: SQLCipher's random numbers and hashes are Apple's.
  let linking: [LinkerSetting] = [.linkedFramework("Security"), .linkedFramework("CoreFoundation")]
#endif

/// What is written by hand is Swift 6, with complete strict concurrency; here, where the compiler is known, without a
/// warning.
#if os(Linux)
  let strict: [SwiftSetting] = [.swiftLanguageMode(.v6), .unsafeFlags(["-warnings-as-errors"])]
#else
  let strict: [SwiftSetting] = [.swiftLanguageMode(.v6)]
#endif

#if os(Linux)
  // There is no SwiftUI here: what views are type-checked against. See StandIn/README.md.
  let standIn: [Target] = [.target(name: "SwiftUI", path: "StandIn/SwiftUI", swiftSettings: strict)]
  let swiftUI: [Target.Dependency] = ["SwiftUI"]
#else
  let standIn: [Target] = []
  let swiftUI: [Target.Dependency] = []
#endif

/// What views are made of.
let drawn: [Target.Dependency] = ["KithKit", "KithStrings"] + swiftUI

#if os(Linux)
  // What needs processes of its own: a town with the real relay and real people, the tests that play there, and what
  // measures. A simulator's tests have no processes.
  let playedHere: [Target] = [
    .target(
      name: "KithTown", dependencies: ["KithCore", "KithKit"], path: "Tests/KithTown", swiftSettings: strict),
    .executableTarget(
      name: "KithBench", dependencies: ["KithCore", "KithKit", "KithTown"], swiftSettings: strict),
    .executableTarget(
      name: "KithLines", dependencies: ["KithCore", "KithKit", "KithStrings", "KithTown", "KithUI"],
      swiftSettings: strict),
    .testTarget(
      name: "KithAppTests", dependencies: drawn + ["KithApp", "KithCore", "KithTown", "KithUI"],
      swiftSettings: strict),
    .testTarget(
      name: "KithKitTests", dependencies: drawn + ["KithBench", "KithCore", "KithTown", "KithUI"],
      swiftSettings: strict),
  ]
#else
  let playedHere: [Target] = []
#endif

/// What is built everywhere.
let everywhere: [Target] = [
  // The boundary to Rust: its C header, and the Swift that UniFFI writes. Nothing in it is ours to change.
  ffi,
  .target(
    name: "KithCore", dependencies: ["KithCoreFFI"], path: "Generated/KithCore",
    swiftSettings: [.swiftLanguageMode(.v5)], linkerSettings: linking),
  // Every sentence. `scripts/ios-strings` writes its catalogue and its accessors.
  .target(name: "KithStrings", resources: [.process("Resources")], swiftSettings: strict),
  .testTarget(
    name: "KithStringsTests", dependencies: ["KithStrings"], resources: [.process("Resources")],
    swiftSettings: strict),
  // States, events and view models of every screen.
  .target(name: "KithKit", dependencies: ["KithCore"], swiftSettings: strict),
  // What is drawn: one folder a screen, in SwiftUI alone.
  .target(name: "KithUI", dependencies: drawn, swiftSettings: strict),
  // The window: which page is open, the lock, what someone comes with. The Xcode project puts it on a phone.
  .target(name: "KithApp", dependencies: drawn + ["KithCore", "KithUI"], swiftSettings: strict),
  .testTarget(name: "KithUITests", dependencies: drawn + ["KithUI"], swiftSettings: strict),
]

let package = Package(
  name: "Kith",
  defaultLocalization: "en",
  platforms: [.iOS(.v17)],
  products: [
    .library(name: "KithCore", targets: ["KithCore"]),
    .library(name: "KithKit", targets: ["KithKit"]), .library(name: "KithUI", targets: ["KithUI"]),
    .library(name: "KithApp", targets: ["KithApp"]), .library(name: "KithStrings", targets: ["KithStrings"]),
  ],
  targets: everywhere + standIn + playedHere
)
