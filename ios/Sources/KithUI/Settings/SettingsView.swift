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
        Section { Text(strings.settingsYou(name: settings.name)).font(.strong).onPaper() }
        languages(settings.language)
        lock(settings.lockAfter)
        KeysSection(keys: settings.keys, on: on)
        clinics(settings.clinics)
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

  private func lock(_ chosen: LockAfter) -> some View {
    Section {
      Picker(strings.settingsLockHelp, selection: .telling(chosen) { on(.lockAfterChosen($0)) }) {
        ForEach(LockAfter.allCases, id: \.self) { Text(strings.lockAfter($0)).tag($0) }
      }
      .pickerStyle(.inline)
      .onPaper()
      Button(strings.settingsLockNow, sign: .lock) { on(.lockNow) }.buttonStyle(.other).bare()
    } header: {
      Text(strings.settingsLockTitle).font(.heading).foregroundStyle(.ink)
    }
    .headerProminence(.increased)
  }

  @ViewBuilder private func clinics(_ clinics: [Clinic]) -> some View {
    if !clinics.isEmpty {
      Section {
        ForEach(clinics) { clinic in
          VStack(alignment: .leading, spacing: 2) {
            Text(clinic.name).font(.strong)
            if !clinic.hours.isBlank {
              Text(strings.chatHours(hours: clinic.hours)).foregroundStyle(.inkSoft)
            }
          }
          .accessibilityElement(children: .combine)
          .onPaper()
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

/// The keys of this device.
private struct KeysSection: View {
  let keys: Keys
  let on: @MainActor (SettingsEvent) -> Void
  @Environment(\.strings) private var strings
  @Environment(\.moments) private var moments

  var body: some View {
    Section {
      Text(strings.settingsKeysHelp).onPaper()
      if !keys.fingerprint.isEmpty { fingerprint }
      Text(strings.settingsRenewHelp).onPaper()
      if let renewed = keys.renewedAt {
        Text(strings.settingsRenewedAt(moment: strings.moment(renewed, moments)))
          .font(.small)
          .foregroundStyle(.inkSoft)
          .onPaper()
      }
      Button(keys.renewing ? strings.settingsRenewing : strings.settingsRenew, sign: .key) { on(.renewKeys) }
        .buttonStyle(.other)
        .disabled(keys.renewing)
        .bare()
    } header: {
      Text(strings.settingsKeysTitle).font(.heading).foregroundStyle(.ink)
    }
    .headerProminence(.increased)
  }

  /// In groups of four, so that two people can read it to each other; VoiceOver says digit after digit, with a stop
  /// between the groups.
  private var fingerprint: some View {
    let groups = stride(from: 0, to: keys.fingerprint.count, by: 4).map {
      String(keys.fingerprint.dropFirst($0).prefix(4))
    }
    let spoken = groups.map { $0.map(String.init).joined(separator: " ") }.joined(separator: ", ")
    return VStack(alignment: .leading, spacing: 4) {
      Text(strings.settingsFingerprint).font(.strong)
      Text(leftToRight(groups.joined(separator: " "))).font(.heading.monospaced()).accessibilityLabel(spoken)
      Text(strings.settingsFingerprintHelp).font(.small).foregroundStyle(.inkSoft)
    }
    .padding(.vertical, 8)
    .onPaper()
  }
}
