import Foundation
import KithStrings
import KithTown
import Testing

/// The Xcode project, which nothing here can open: that it is whole, and that what stands in it, in the property lists and
/// in the code is in step.
struct ProjectTests {
  private let app = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("App")

  private func read(_ path: String) throws -> [String: Any] {
    let data = try Data(contentsOf: app.appendingPathComponent(path))
    return try #require(PropertyListSerialization.propertyList(from: data, format: nil) as? [String: Any])
  }

  private func objects() throws -> [String: [String: Any]] {
    try #require(read("Kith.xcodeproj/project.pbxproj")["objects"] as? [String: [String: Any]])
  }

  private func settings(of product: String) throws -> [[String: Any]] {
    try objects().values.compactMap { $0["buildSettings"] as? [String: Any] }
      .filter { $0["PRODUCT_BUNDLE_IDENTIFIER"] as? String == product }
  }

  @Test("everything that the project names is in it, and everything in it is named")
  func whole() throws {
    let objects = try objects()
    let root = try #require(read("Kith.xcodeproj/project.pbxproj")["rootObject"] as? String)
    var seen: Set<String> = []
    var next = [root]
    while let id = next.popLast() {
      guard seen.insert(id).inserted else { continue }
      let object = try #require(objects[id], "\(id) is named and is not there")
      next += identifiers(in: object)
    }
    #expect(seen == Set(objects.keys))
  }

  private func identifiers(in value: Any) -> [String] {
    switch value {
    case let text as String: text.hasPrefix("C0DE") ? [text] : []
    case let list as [Any]: list.flatMap(identifiers)
    case let object as [String: Any]: object.values.flatMap(identifiers)
    default: []
    }
  }

  @Test("every folder and file that the project names is there")
  func files() throws {
    for object in try objects().values {
      if object["isa"] as? String == "PBXFileSystemSynchronizedRootGroup" {
        let folder = try #require(object["path"] as? String)
        #expect(FileManager.default.fileExists(atPath: app.appendingPathComponent(folder).path))
      }
      let settings = object["buildSettings"] as? [String: Any] ?? [:]
      for key in ["INFOPLIST_FILE", "CODE_SIGN_ENTITLEMENTS"] {
        if let file = settings[key] as? String { _ = try read(file) }
      }
      if object["isa"] as? String == "XCLocalSwiftPackageReference" {
        let package = try #require(object["relativePath"] as? String)
        #expect(FileManager.default.fileExists(atPath: app.appendingPathComponent("\(package)/Package.swift").path))
      }
    }
    #expect(try settings(of: "care.kith.app").count == 2)
    for name in ["notifications", "share"] { #expect(try settings(of: "care.kith.app.\(name)").count == 2) }
  }

  @Test("the app and the extension share a group, a keychain and the class of protection that it needs")
  func entitlements() throws {
    let app = try read("Kith/Kith.entitlements")
    for name in ["NotificationExtension", "ShareExtension"] {
      let its = try read("\(name)/\(name).entitlements")
      for key in [
        "com.apple.security.application-groups", "keychain-access-groups",
        "com.apple.developer.default-data-protection",
      ] {
        let (ours, theirs) = (try #require(app[key]), try #require(its[key]))
        #expect("\(ours)" == "\(theirs)", "\(name): \(key)")
      }
    }
    let code = try source("../Sources/KithKit/Platform/Profile/AppGroup.swift")
    let group = try #require((app["com.apple.security.application-groups"] as? [String])?.first)
    #expect(code.contains("\"\(group)\""))
    let keychain = try #require((app["keychain-access-groups"] as? [String])?.first)
    for plist in ["Kith/Info.plist", "NotificationExtension/Info.plist", "ShareExtension/Info.plist"] {
      #expect(try read(plist)["KithKeychainGroup"] as? String == keychain)
    }
    #expect(
      app["com.apple.developer.default-data-protection"] as? String
        == "NSFileProtectionCompleteUntilFirstUserAuthentication")
  }

  @Test("what iOS is told agrees with the code: the task, the modes, the extension's class, the reasons to ask")
  func promises() throws {
    let app = try read("Kith/Info.plist")
    let task = try #require((app["BGTaskSchedulerPermittedIdentifiers"] as? [String])?.first)
    #expect(try source("../Sources/KithKit/Platform/Background/BackgroundSync.swift").contains("\"\(task)\""))
    let modes = try #require(app["UIBackgroundModes"] as? [String])
    #expect(Set(modes) == ["fetch", "remote-notification"])
    let strings = Strings("en")
    #expect(app["NSFaceIDUsageDescription"] as? String == strings.deviceFaceReason)
    #expect(app["NSCameraUsageDescription"] as? String == strings.deviceCameraReason)
    let asked = try source("Kith/InfoPlist.xcstrings")
    #expect(asked.contains(Strings("ar").deviceCameraReason) && asked.contains(Strings("es").deviceFaceReason))
    let languages = try #require(app["CFBundleLocalizations"] as? [String])
    #expect(Set(languages) == ["en", "es", "ar"])

    for file in ["NotificationExtension/NotificationService", "ShareExtension/ShareViewController"] {
      let folder = file.split(separator: "/")[0]
      let service = try #require(read("\(folder)/Info.plist")["NSExtension"] as? [String: Any])
      let name = try #require(service["NSExtensionPrincipalClass"] as? String).split(separator: ".").last ?? ""
      #expect(try source("\(file).swift").contains("class \(name):"))
    }
  }

  @Test("the icon is there, as the App Store wants it; phones and tablets can be turned")
  func appearance() throws {
    let set = "Kith/Assets.xcassets/AppIcon.appiconset/"
    let contents = try JSONSerialization.jsonObject(with: Data(source("\(set)Contents.json").utf8)) as? [String: Any]
    let image = try #require((contents?["images"] as? [[String: String]])?.first)
    let icon = try Data(contentsOf: app.appendingPathComponent(set + (try #require(image["filename"]))))
    // A picture's head: 1024 by 1024, 8 bits a colour, without transparency.
    #expect(Array(icon[16..<26]) == [0, 0, 4, 0, 0, 0, 4, 0, 8, 2])
    let plist = try read("Kith/Info.plist")
    for (device, ways) in [("", 3), ("~ipad", 4)] {
      #expect((plist["UISupportedInterfaceOrientations\(device)"] as? [String])?.count == ways)
    }
  }

  @Test("the privacy manifests track nobody and collect nothing; nothing is kept among preferences, as they say")
  func privacy() throws {
    for folder in ["Kith", "NotificationExtension", "ShareExtension"] {
      let manifest = try read("\(folder)/PrivacyInfo.xcprivacy")
      #expect(manifest["NSPrivacyTracking"] as? Bool == false)
      #expect((manifest["NSPrivacyCollectedDataTypes"] as? [Any])?.isEmpty == true)
      #expect(try !source("\(folder)/PrivacyInfo.xcprivacy").contains("UserDefaults"))
      let used = try #require(manifest["NSPrivacyAccessedAPITypes"] as? [[String: Any]])
      #expect(used.allSatisfy { ($0["NSPrivacyAccessedAPITypeReasons"] as? [String])?.isEmpty == false })
    }
    for file in try swift(in: app) + swift(in: app.appendingPathComponent("../Sources")) {
      let code = try String(contentsOf: file, encoding: .utf8)
      #expect(!code.contains("UserDefaults"), "\(file.lastPathComponent)")
    }
  }

  /// Swift that needs Apple's frameworks is only parsed here: every file of the app and the extension.
  @Test("the app's own Swift is Swift")
  func parsed() async throws {
    let files = try swift(in: app)
    #expect(files.count >= 7)
    let parse = #"swiftc -frontend -parse -swift-version 6 "$@" 2>&1; echo "ended with $?""#
    let said = try await Program(URL(fileURLWithPath: "/bin/sh"), ["-c", parse, "sh"] + files.map(\.path)).end()
    #expect(said == "ended with 0")
  }

  private func swift(in folder: URL) throws -> [URL] {
    try #require(FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
      .compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" }
  }

  private func source(_ path: String) throws -> String {
    try String(contentsOf: app.appendingPathComponent(path), encoding: .utf8)
  }
}
