import KithKit
import KithStrings
import UIKit
import UniformTypeIdentifiers

/// Takes the invitation from what another app shares, and says that Kith is to be opened: iOS lets no extension open
/// its app. Nothing is shown of what was shared, nothing is read of the store.
final class ShareViewController: UIViewController {
  private let words = UILabel()

  override func viewDidLoad() {
    super.viewDidLoad()
    view.backgroundColor = .systemBackground
    words.font = .preferredFont(forTextStyle: .title3)
    words.adjustsFontForContentSizeCategory = true
    words.numberOfLines = 0
    words.textAlignment = .center
    words.translatesAutoresizingMaskIntoConstraints = false
    view.addSubview(words)
    NSLayoutConstraint.activate([
      words.centerYAnchor.constraint(equalTo: view.centerYAnchor),
      words.leadingAnchor.constraint(equalTo: view.readableContentGuide.leadingAnchor),
      words.trailingAnchor.constraint(equalTo: view.readableContentGuide.trailingAnchor),
    ])
    let close = UIBarButtonItem(systemItem: .done, primaryAction: UIAction { [weak self] _ in self?.close() })
    let bar = UINavigationBar()
    let item = UINavigationItem()
    item.rightBarButtonItem = close
    bar.items = [item]
    bar.translatesAutoresizingMaskIntoConstraints = false
    view.addSubview(bar)
    NSLayoutConstraint.activate([
      bar.topAnchor.constraint(equalTo: view.safeAreaLayoutGuide.topAnchor),
      bar.leadingAnchor.constraint(equalTo: view.leadingAnchor),
      bar.trailingAnchor.constraint(equalTo: view.trailingAnchor),
    ])
    Task { await take() }
  }

  private func take() async {
    let language = AppGroup.profiles?.current?.language ?? Language.of(Locale.preferredLanguages).tag
    let strings = Strings(language)
    do {
      let found = try AppGroup.handover.leave(await shared())
      words.text = found ? strings.deviceShareTaken : strings.problemNotALink
    } catch {
      words.text = strings.problemUnexpected
    }
    UIAccessibility.post(notification: .screenChanged, argument: words)
  }

  /// All words and addresses that were shared.
  private func shared() async -> String {
    let items = (extensionContext?.inputItems ?? []).compactMap { $0 as? NSExtensionItem }
    var found = items.compactMap { $0.attributedContentText?.string }
    for provider in items.flatMap({ $0.attachments ?? [] }) {
      for type in [UTType.url, .plainText] where provider.hasItemConformingToTypeIdentifier(type.identifier) {
        let item = try? await provider.loadItem(forTypeIdentifier: type.identifier)
        if let link = item as? URL { found.append(link.absoluteString) }
        if let text = item as? String { found.append(text) }
      }
    }
    return found.joined(separator: "\n")
  }

  private func close() {
    extensionContext?.completeRequest(returningItems: nil)
  }
}
