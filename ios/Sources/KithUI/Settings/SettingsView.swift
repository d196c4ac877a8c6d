import KithKit
import KithStrings
import SwiftUI

/// Language, lock, keys, and what Kith is.
public struct SettingsView: View {
  private let state: SettingsState
  private let on: @MainActor (SettingsEvent) -> Void
  @Environment(\.strings) private var strings

  public init(state: SettingsState, on: @escaping @MainActor (SettingsEvent) -> Void) {
    self.state = state
    self.on = on
  }

  public var body: some View {
    Whole(content: state.settings, resolve: { on(.resolve($0)) }) { settings in
      List {
        if let problem = state.problem {
          Section { ProblemNote(problem: problem) { on(.resolve($0)) }.bare() }
        }
        if let name = settings.oneName {
          Section { Text(strings.settingsYou(name: name)).font(.strong).onPaper() }
        }
        languages(settings.language)
        lock(settings.lockAfter)
        seen(settings.tellsSeen)
        KeysSection(settings: settings, on: on)
        clinics(settings)
        about(settings.version)
      }
      .paper()
    }
    .navigationTitle(strings.settingsTitle)
  }

  private func languages(_ chosen: Language) -> some View {
    Picker(
      strings.settingsLanguage, selection: .telling(chosen) { on(.languageChosen($0)) }
    ) {
      ForEach(Language.offered, id: \.self) { Text($0.ownName).tag($0) }
    }
    .pickerStyle(.inline)
    .onPaper()
  }

  private func lock(_ chosen: LockAfter?) -> some View {
    Section {
      if let chosen {
        Picker(strings.settingsLockHelp, selection: .telling(chosen) { on(.lockAfterChosen($0)) }) {
          ForEach(LockAfter.allCases, id: \.self) { Text(strings.lockAfter($0)).tag($0) }
        }
        .pickerStyle(.inline)
        .onPaper()
      } else {
        Text(strings.settingsLockByComputer).onPaper()
      }
      Button(strings.settingsLockNow, sign: .lock) { on(.lockNow) }.buttonStyle(.other).bare()
    } header: {
      Text(strings.settingsLockTitle).font(.heading).foregroundStyle(.ink)
    }
    .headerProminence(.increased)
  }

  /// What others see of the person.
  private func seen(_ tells: Bool) -> some View {
    Section {
      Toggle(strings.settingsTellSeen, isOn: .telling(tells) { on(.tellsSeenChosen($0)) }).onPaper()
      Text(strings.settingsTellSeenHelp).font(.small).foregroundStyle(.inkSoft).onPaper()
    } header: {
      Text(strings.settingsSeenTitle).font(.heading).foregroundStyle(.ink)
    }
    .headerProminence(.increased)
  }

  @ViewBuilder private func clinics(_ settings: KithKit.Settings) -> some View {
    if !settings.enrolments.isEmpty {
      Section {
        ForEach(settings.enrolments) { there in
          VStack(alignment: .leading, spacing: 2) {
            Text(there.clinic.name).font(.strong)
            if settings.oneName == nil { Text(strings.settingsYou(name: there.name)) }
            if !there.clinic.hours.isBlank {
              Text(strings.chatHours(hours: there.clinic.hours)).foregroundStyle(.inkSoft)
            }
          }
          .accessibilityElement(children: .combine)
          .onPaper()
          CallTheClinic(number: there.clinic.telephone) { on(.call(number: $0)) }.onPaper()
        }
      } header: {
        Text(strings.settingsClinics).font(.heading).foregroundStyle(.ink)
      }
      .headerProminence(.increased)
    }
  }

  private func about(_ version: String) -> some View {
    Section {
      Text(strings.settingsVersion(version: leftToRight(version))).onPaper()
      Text(strings.emergencyBare).onPaper()
      Button(strings.settingsLicences) { on(.openLicences) }.buttonStyle(.other).bare()
    } header: {
      Text(strings.settingsAbout).font(.heading).foregroundStyle(.ink)
    }
    .headerProminence(.increased)
  }
}

extension KithKit.Settings {
  /// What the person is called, where that is the same everywhere.
  fileprivate var oneName: String? {
    let names = Set(enrolments.map(\.name))
    return names.count == 1 ? names.first : nil
  }
}

/// The keys of this device.
private struct KeysSection: View {
  let settings: KithKit.Settings
  let on: @MainActor (SettingsEvent) -> Void
  @Environment(\.strings) private var strings
  @Environment(\.moments) private var moments

  private var keys: Keys { settings.keys }

  var body: some View {
    Section {
      Text(strings.settingsKeysHelp).onPaper()
      ForEach(settings.enrolments) { fingerprint($0) }
      Text(strings.settingsRenewHelp).onPaper()
      if let renewal { Text(renewal).font(.small).foregroundStyle(.inkSoft).announced(renewal).onPaper() }
      Button(keys.renewing ? strings.settingsRenewing : strings.settingsRenew, sign: .key) { on(.renewKeys) }
        .buttonStyle(.other)
        .disabled(keys.renewing)
        .bare()
    } header: {
      Text(strings.settingsKeysTitle).font(.heading).foregroundStyle(.ink)
    }
    .headerProminence(.increased)
  }

  /// How far making new ones has come.
  private var renewal: String? {
    if keys.waiting { return strings.settingsRenewWaits }
    return keys.renewedAt.map { strings.settingsRenewedAt(moment: strings.moment($0, moments)) }
  }

  /// In groups of four, so that two people can read it to each other; VoiceOver says digit after digit, with a stop
  /// between the groups. The clinic is named where there are several.
  private func fingerprint(_ there: Enrolment) -> some View {
    let groups = stride(from: 0, to: there.fingerprint.count, by: 4).map {
      String(there.fingerprint.dropFirst($0).prefix(4))
    }
    let spoken = groups.map { $0.map(String.init).joined(separator: " ") }.joined(separator: ", ")
    return VStack(alignment: .leading, spacing: 4) {
      Text(strings.settingsFingerprint).font(.strong)
      if settings.enrolments.count > 1 { Text(there.clinic.name) }
      Text(leftToRight(groups.joined(separator: " "))).font(.heading.monospaced()).accessibilityLabel(spoken)
      Text(strings.settingsFingerprintHelp).font(.small).foregroundStyle(.inkSoft)
    }
    .padding(.vertical, 8)
    .onPaper()
  }
}
