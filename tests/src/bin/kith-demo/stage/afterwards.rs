//! What people do with words before they go out and after: they send them later, have them back, pass them on, find them.

use super::Stage;
use crate::{failure::Done, scene::Deed};

/// What a screen says of what waits.
const WAITS: &str = "It waits for its time.";

impl Stage {
    pub(super) fn afterwards(&mut self, handle: &str, deed: &Deed) -> Done {
        let name = self.name(handle);
        match deed {
            Deed::PassOn { text, warned } => self.pass_on(handle, text, warned),
            Deed::WriteLater(text) => {
                self.tell(handle, &format!("later {text}"))?;
                let told = format!("{name} writes, to be sent tomorrow: “{text}”");
                self.story.deed(&told)?;
                Ok(())
            }
            Deed::SendNow(text) => {
                self.tell(handle, &format!("send-now {text}"))?;
                self.played.texts.push(text.clone());
                self.story.deed(&format!("{name} sends it now: “{text}”"))?;
                self.exchange(handle)
            }
            Deed::Undo(text) => {
                self.tell(handle, &format!("undo {text}"))?;
                let told = format!("{name} writes “{text}”, and has it back at once");
                self.story.deed(&told)?;
                let there = self.shows(handle, text)?;
                self.expect(!there, &format!("Nothing of it stands on {name}'s screen."))
            }
            Deed::Finds { text, by } => {
                let hits = self.tell(handle, &format!("search {by}"))?;
                let found = hits.iter().any(|line| line.contains(text.as_str()));
                self.expect(found, &format!("{name} finds “{text}” by “{by}”."))
            }
            Deed::FindsNothing(by) => {
                let hits = self.tell(handle, &format!("search {by}"))?;
                let found = hits.iter().any(|line| line.contains(by.as_str()));
                self.expect(!found, &format!("{name} finds nothing by “{by}”."))
            }
            Deed::SeesWaiting(text) => {
                let answer = self.tell(handle, &format!("waits {text}"))?;
                let what = format!("{name} sees that “{text}” waits for its time.");
                self.expect(answer == [WAITS], &what)
            }
            Deed::NotYet(text) => {
                let there = self.shows(handle, text)?;
                self.expect(!there, &format!("{name} does not see “{text}” yet."))
            }
            _ => Ok(()),
        }
    }

    /// Who reads it too is named, and has nothing of it before that is known.
    fn pass_on(&mut self, handle: &str, text: &str, warned: &str) -> Done {
        let (name, reader) = (self.name(handle), self.name(warned));
        self.exchange(handle)?;
        let named = self.tell(handle, &format!("pass-on {text}"))?;
        let warning = format!("{name} is about to pass on “{text}”");
        self.story.screen(&warning, &named)?;
        let is_named = named.iter().any(|line| line.contains(reader.as_str()));
        let has_it = self.shows(warned, text)?;
        let what = format!("{name} is told first that {reader} reads it too.");
        self.expect(is_named && !has_it, &what)?;
        self.tell(handle, &format!("pass-on-told {text}"))?;
        // It is the same words, once more.
        let whole = self.played.texts.iter().rev();
        let whole = whole.into_iter().find(|said| said.contains(text)).cloned();
        self.played.texts.extend(whole);
        self.story
            .deed(&format!("{name} passes on “{text}” to everyone"))?;
        self.exchange(handle)
    }

    /// Whether somebody's screen shows these words.
    fn shows(&mut self, handle: &str, text: &str) -> Done<bool> {
        let lines = self.screen(handle)?;
        Ok(lines.iter().any(|line| line.contains(text)))
    }
}
