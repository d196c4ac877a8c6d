import Foundation
import KithKit

/// What the app asks of the device it runs on; fakes in tests.
@MainActor
public protocol Device {
  /// Who uses it.
  var profiles: Profiles { get }
  /// Who holds it.
  var owner: any DeviceOwner { get }
  /// Whether it can see.
  var camera: Camera { get }
  /// Kith's version.
  var version: String { get }
  /// What was shared with Kith from other apps.
  var handover: Handover { get }
  /// Those whose work is in Kith.
  var works: any WorksSource { get }
  /// Someone's Kith. `locked` is called when it has locked itself.
  func session(of profile: Profile, locked: @escaping @MainActor () -> Void) throws -> Session
  /// Where it says that something is new.
  var notices: any Notices { get }
  /// Asks the person, once, whether Kith may say that something is new. Called when there is someone who can write.
  func askToShowNotices()
  /// Does what is not the app's to do: call, copy, share, open the settings.
  func go(_ way: Go)
}
