//! The sentences that a scene is made of, as data.

use super::{Cast, Deed, Step};

/// A kind of sentence. In a pattern, words in capitals are places for something:
/// `WHO` people of the scene, `NEW` one who may be new, `WHOM` one of them, `WHOSE` one of them
/// with an 's, `STAFF` and `ROLE` a role, `"…"` a quoted text, `"…"+` several with commas.
/// Either of two words fits `one|other`.
pub struct Form {
    /// What a line has to look like.
    pub pattern: &'static str,
    /// What it says then.
    pub means: fn(Found) -> Step,
}

/// All sentences. The first that fits counts.
pub const FORMS: &[Form] = &[
    Form {
        pattern: "chapter \"…\"",
        means: |mut f| Step::Chapter(f.text()),
    },
    Form {
        pattern: "tell \"…\"",
        means: |mut f| Step::Tell(f.text()),
    },
    Form {
        pattern: "keep secret \"…\"+",
        means: |f| Step::Secret(f.texts),
    },
    Form {
        pattern: "the clinic is \"…\" , emergency \"…\" , telephone \"…\" , hours \"…\"",
        means: |mut f| Step::Clinic {
            name: f.text(),
            emergency: f.text(),
            telephone: f.text(),
            hours: f.text(),
        },
    },
    Form {
        pattern: "NEW enrols as STAFF \"…\"",
        means: |mut f| {
            f.act(|f| Deed::Enrol {
                role: f.role(),
                name: f.text(),
            })
        },
    },
    Form {
        pattern: "WHO makes circle \"…\"",
        means: |mut f| f.act(|f| Deed::MakeCircle(f.text())),
    },
    Form {
        pattern: "WHO invites NEW as ROLE \"…\"",
        means: |mut f| f.act(Found::invitation),
    },
    Form {
        pattern: "WHO invites NEW as ROLE",
        means: |mut f| f.act(Found::invitation),
    },
    Form {
        pattern: "WHO joins as \"…\"",
        means: |mut f| f.act(|f| Deed::Join(Some(f.text()))),
    },
    Form {
        pattern: "WHO joins",
        means: |mut f| f.act(|_| Deed::Join(None)),
    },
    Form {
        pattern: "WHO approves WHOM",
        means: |mut f| f.act(|f| Deed::Approve(f.whom())),
    },
    Form {
        pattern: "WHO declines WHOM",
        means: |mut f| f.act(|f| Deed::Decline(f.whom())),
    },
    Form {
        pattern: "WHO removes WHOM",
        means: |mut f| f.act(|f| Deed::Remove(f.whom())),
    },
    Form {
        pattern: "WHO writes|write in the care room \"…\"",
        means: |mut f| f.act(|f| Deed::WriteCare(f.text())),
    },
    Form {
        pattern: "WHO writes|write to WHOM alone \"…\"",
        means: |mut f| {
            f.act(|f| Deed::WriteAlone {
                to: f.whom(),
                text: f.text(),
            })
        },
    },
    Form {
        pattern: "WHO writes|write \"…\" for tomorrow",
        means: |mut f| f.act(|f| Deed::WriteLater(f.text())),
    },
    Form {
        pattern: "WHO writes|write \"…\" and undoes|undo it",
        means: |mut f| f.act(|f| Deed::Undo(f.text())),
    },
    Form {
        pattern: "WHO sends|send \"…\" now",
        means: |mut f| f.act(|f| Deed::SendNow(f.text())),
    },
    Form {
        pattern: "WHO passes|pass on \"…\" to everyone , and is warned of WHOM",
        means: |mut f| {
            f.act(|f| Deed::PassOn {
                text: f.text(),
                warned: f.whom(),
            })
        },
    },
    Form {
        pattern: "WHO finds|find \"…\" by \"…\"",
        means: |mut f| {
            f.act(|f| Deed::Finds {
                text: f.text(),
                by: f.text(),
            })
        },
    },
    Form {
        pattern: "WHO finds|find nothing by \"…\"",
        means: |mut f| f.act(|f| Deed::FindsNothing(f.text())),
    },
    Form {
        pattern: "WHO sees|see that \"…\" waits",
        means: |mut f| f.act(|f| Deed::SeesWaiting(f.text())),
    },
    Form {
        pattern: "WHO does|do not see \"…\" yet",
        means: |mut f| f.act(|f| Deed::NotYet(f.text())),
    },
    Form {
        pattern: "WHO writes|write \"…\"",
        means: |mut f| f.act(|f| Deed::Write(f.text())),
    },
    Form {
        pattern: "WHO answers|answer \"…\" with \"…\"",
        means: |mut f| {
            f.act(|f| Deed::Reply {
                to: f.text(),
                text: f.text(),
            })
        },
    },
    Form {
        pattern: "WHO puts|put \"…\" to \"…\"",
        means: |mut f| {
            f.act(|f| Deed::Sign {
                sign: f.text(),
                to: f.text(),
            })
        },
    },
    Form {
        pattern: "WHO changes|change \"…\" to \"…\"",
        means: |mut f| {
            f.act(|f| Deed::Change {
                old: f.text(),
                new: f.text(),
            })
        },
    },
    Form {
        pattern: "WHO takes|take back \"…\"",
        means: |mut f| f.act(|f| Deed::TakeBack(f.text())),
    },
    Form {
        pattern: "WHO knows|know that \"…\" was seen",
        means: |mut f| f.act(|f| Deed::KnowsSeen(f.text())),
    },
    Form {
        pattern: "WHO sees|see an answer to \"…\"",
        means: |mut f| f.act(|f| Deed::SeesAnswer(f.text())),
    },
    Form {
        pattern: "WHO cannot write \"…\"",
        means: |mut f| f.act(|f| Deed::CannotWrite(f.text())),
    },
    Form {
        pattern: "WHO searches|search for \"…\"",
        means: |mut f| f.act(|f| Deed::Search(f.text())),
    },
    Form {
        pattern: "WHO reads|read everything",
        means: |mut f| f.act(|_| Deed::Read { all: true }),
    },
    Form {
        pattern: "WHO reads|read",
        means: |mut f| f.act(|_| Deed::Read { all: false }),
    },
    Form {
        pattern: "WHO looks|look who is there",
        means: |mut f| f.act(|_| Deed::LookAround),
    },
    Form {
        pattern: "WHO loses|lose the network",
        means: |mut f| f.act(|_| Deed::LoseNetwork),
    },
    Form {
        pattern: "WHO finds|find the network",
        means: |mut f| f.act(|_| Deed::FindNetwork),
    },
    Form {
        pattern: "WHO is|are killed",
        means: |mut f| f.act(|_| Deed::Die),
    },
    Form {
        pattern: "WHO comes|come back",
        means: |mut f| f.act(|_| Deed::Return),
    },
    Form {
        pattern: "WHOSE patched client adds a stranger",
        means: |mut f| f.act(|_| Deed::Attack),
    },
    Form {
        pattern: "WHO sees|see the alarm",
        means: |mut f| f.act(|_| Deed::SeesAlarm),
    },
    Form {
        pattern: "WHO sees|see \"…\"",
        means: |mut f| f.act(|f| Deed::Sees(f.text())),
    },
    Form {
        pattern: "WHO never sees|see \"…\"",
        means: |mut f| f.act(|f| Deed::NeverSees(f.text())),
    },
];

/// Roles that a clinic gives.
pub const STAFF: [&str; 3] = ["patient", "clinician", "coordinator"];
/// Roles that a patient invites to.
pub const ROLES: [&str; 4] = ["family", "clinician", "coordinator", "proxy"];
/// Words that cannot name a person.
pub const RESERVED: [&str; 6] = ["everyone", "and", "the", "relay", "clinic", "keep"];

/// What a line put in the places of a pattern, in order.
#[derive(Default)]
pub struct Found {
    /// Who acts.
    pub who: Vec<String>,
    /// Everyone acts.
    pub everyone: bool,
    /// On whom.
    pub whom: String,
    /// Which role.
    pub role: String,
    /// Quoted texts.
    pub texts: Vec<String>,
    /// Who may be new.
    pub people: Vec<String>,
}

impl Found {
    fn text(&mut self) -> String {
        if self.texts.is_empty() {
            String::new()
        } else {
            self.texts.remove(0)
        }
    }

    fn role(&mut self) -> String {
        std::mem::take(&mut self.role)
    }

    fn whom(&mut self) -> String {
        std::mem::take(&mut self.whom)
    }

    fn invitation(&mut self) -> Deed {
        Deed::Invite {
            whom: self.whom(),
            role: self.role(),
            relationship: self.text(),
        }
    }

    fn act(&mut self, deed: impl FnOnce(&mut Self) -> Deed) -> Step {
        let cast = if self.everyone {
            Cast::Everyone
        } else {
            Cast::Only(std::mem::take(&mut self.who))
        };
        Step::Act(cast, deed(self))
    }
}
