#if DEBUG
  import Foundation
  import KithKit

  extension Samples {
    var welcomes: [Sample<WelcomeState>] {
      func at(_ name: String, _ step: WelcomeStep) -> Sample<WelcomeState> {
        Sample(name, WelcomeState(language: language, step: step))
      }
      return [
        at("welcome", .start),
        at("welcome-link", .link()),
        at("welcome-link-checking", .link(link: link, checking: true)),
        at("welcome-link-wrong", .link(link: "kith://relay.example/join#Ab", problem: .linkDamaged)),
        at("welcome-scan", .scan(camera: .ready)),
        at("welcome-scan-wrong", .scan(camera: .ready, problem: .notALink)),
        at("welcome-scan-not-allowed", .scan(camera: .notAllowed)),
        at("welcome-scan-no-camera", .scan(camera: .none)),
      ]
    }

    var consent: ConsentState {
      ConsentState(
        invitation: .fromPatient(
          expires: now + 6 * Span.day, role: .family, relationship: cast.daughter.relationship),
        name: cast.daughter.name)
    }

    var consents: [Sample<ConsentState>] {
      let clinic = ConsentState(invitation: .fromClinic(expires: now + 2 * Span.day, clinic: cast.clinic.name))
      return [
        Sample("consent", consent),
        Sample("consent-clinic", clinic),
        Sample("consent-sending", with(consent) { $0.phase = .sending }),
        Sample("consent-offline", with(consent) { $0.problem = .noConnection }),
        Sample("consent-name", with(consent) { ($0.name, $0.problem) = ("", .nameUnfit) }),
        Sample("consent-not-the-clinic", with(clinic) { $0.problem = .notTheClinic }),
        Sample("consent-waiting", with(consent) { $0.phase = .waitingForPatient }),
      ]
    }

    var lock: LockState {
      LockState(
        people: [LockedPerson(id: "p1", name: cast.patient.name)], chosen: "p1", emergency: ["112"],
        telephones: ["030 555 0100"])
    }

    var locks: [Sample<LockState>] {
      func at(_ name: String, _ phase: LockPhase) -> Sample<LockState> {
        Sample(name, with(lock) { $0.phase = phase })
      }
      let staff = [cast.nurse, cast.planner].map { LockedPerson(id: $0.id, name: $0.name) }
      let several = LockState(people: staff, chosen: staff[0].id, emergency: ["112"])
      return [
        Sample("lock", lock),
        at("lock-asking", .asking),
        at("lock-opening", .opening),
        at("lock-not-recognised", .notRecognised),
        at("lock-no-device-lock", .noDeviceLock),
        at("lock-key-lost", .keyLost),
        at("lock-device-full", .failed(.deviceFull)),
        at("lock-update", .failed(.updateNeeded)),
        at("lock-damaged", .failed(.damaged)),
        at("lock-unexpected", .failed(.unexpected)),
        Sample("lock-several", several),
        Sample("lock-several-failed", with(several) { $0.phase = .failed(.deviceFull) }),
        Sample("lock-nameless", LockState(people: [LockedPerson(id: "p1", name: "")], chosen: "p1")),
      ]
    }

    var licences: [Sample<LicencesState>] {
      let works = [
        Work(id: "0", name: "a-library", version: "1.0.2", licence: "MIT OR Apache-2.0"),
        Work(id: "1", name: "letters", version: "", licence: "OFL-1.1"),
      ]
      let list = LicencesState(works: .ready(works))
      let text = "Permission is hereby granted …\n\nThe software is provided “as is” …"
      return [
        Sample("licences", list),
        Sample("licences-loading", LicencesState(works: .loading)),
        Sample("licences-error", LicencesState(works: .failed(.unexpected))),
        Sample("licences-open", with(list) { $0.open = OpenLicence(work: works[0], text: .ready(text)) }),
      ]
    }

    var settings: KithKit.Settings {
      KithKit.Settings(
        language: language == .pseudo ? .english : language, lockAfter: .oneMinute,
        keys: Keys(renewedAt: now - 20 * Span.day),
        enrolments: [
          Enrolment(clinic: cast.clinic, name: cast.patient.name, fingerprint: "48c19a7f02e65b3d90ab17c4"),
          Enrolment(clinic: cast.hospice, name: cast.patient.name, fingerprint: "b7e20c55d19f4a8836ce0d71"),
        ], version: "0.1.0")
    }

    var settingsStates: [Sample<SettingsState>] {
      let ready = SettingsState(settings: .ready(settings))
      func of(_ name: String, _ change: (inout KithKit.Settings) -> Void) -> Sample<SettingsState> {
        Sample(name, SettingsState(settings: .ready(with(settings, change))))
      }
      return [
        Sample("settings", ready),
        Sample("settings-loading", SettingsState(settings: .loading)),
        Sample("settings-error", SettingsState(settings: .failed(.damaged))),
        of("settings-renewing") { $0.keys.renewing = true },
        of("settings-unseen") { $0.tellsSeen = false },
        of("settings-offline") { $0.keys = Keys(waiting: true) },
        Sample("settings-problem", with(ready) { $0.problem = .unexpected }),
        of("settings-one-clinic") { ($0.lockAfter, $0.enrolments) = (nil, Array($0.enrolments.prefix(1))) },
        of("settings-two-names") { $0.enrolments[1].name = "Mara W." },
      ]
    }
  }
#endif
