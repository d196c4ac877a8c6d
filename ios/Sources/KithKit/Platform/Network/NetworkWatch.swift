#if canImport(Network) && canImport(CFNetwork) && os(iOS)
  import CFNetwork
  import Foundation
  import KithCore
  import Network

  /// Tells Kith whether there is a network at all, which proxy it has, and when it is another: screens say at once that
  /// there is none, and when it is back what was written goes out at once, not at the next try.
  @MainActor
  public final class NetworkWatch {
    private let monitor = NWPathMonitor()
    private weak var client: KithClient?

    /// Begins to listen.
    public init() {
      monitor.pathUpdateHandler = { @Sendable [weak self] path in
        let there = path.status == .satisfied
        // Called on the main queue, as it was asked for.
        MainActor.assumeIsolated { self?.changed(there: there) }
      }
      monitor.start(queue: .main)
    }

    deinit { monitor.cancel() }

    /// `client` is told from now on, first how it is now.
    public func tell(_ client: KithClient) {
      self.client = client
      changed(there: monitor.currentPath.status != .unsatisfied)
    }

    /// Another network in place of the one before is worth a try too. Each has its own proxy, or none.
    private func changed(there: Bool) {
      guard let client else { return }
      let proxy = SystemProxy.current
      // What the device has for a proxy may be none. Then it is as if there were none, as for other apps.
      if (try? client.proxy(address: proxy?.address, except: proxy?.except ?? "")) == nil {
        try? client.proxy(address: nil, except: "")
      }
      client.network(there: there)
    }
  }

  /// The proxy that iOS has for the network it is in. Where a script names it (PAC), there is none here: iOS runs such
  /// scripts for its own connections only.
  private struct SystemProxy {
    let address: String
    let except: String

    static var current: SystemProxy? {
      guard let settings = CFNetworkCopySystemProxySettings()?.takeRetainedValue() as? [String: Any],
        settings[kCFNetworkProxiesHTTPEnable as String] as? Int == 1,
        let host = settings[kCFNetworkProxiesHTTPProxy as String] as? String, !host.isEmpty,
        let port = settings[kCFNetworkProxiesHTTPPort as String] as? Int
      else { return nil }
      let except = settings["ExceptionsList"] as? [String] ?? []
      let written = host.contains(":") ? "[\(host)]" : host
      return SystemProxy(address: "\(written):\(port)", except: except.joined(separator: ","))
    }
  }
#endif
