import KithCore

/// Asks the device who holds it.
public protocol DeviceOwner: Sendable {
  /// Returns when the person was recognised. `reason` is what they are told. Throws `KithError.Unlock` where they gave
  /// up or were not recognised, with `vault.no-device-lock` where the device has no code.
  @MainActor
  func recognise(reason: String) async throws
}

#if canImport(LocalAuthentication)
  import LocalAuthentication

  /// Face ID, Touch ID, or the device's code. It guards the screens, not the store's key: the extension has to open the
  /// store while nobody looks.
  public struct LocalDeviceOwner: DeviceOwner {
    /// The holder of this device.
    public init() {}

    @MainActor
    public func recognise(reason: String) async throws {
      do {
        try await LAContext().evaluatePolicy(.deviceOwnerAuthentication, localizedReason: reason)
      } catch LAError.passcodeNotSet {
        throw KithError.Unlock(code: "vault.no-device-lock")
      } catch {
        throw KithError.Unlock(code: "prompt.error")
      }
    }
  }
#endif
