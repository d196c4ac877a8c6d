//! What people do with what was said: they answer it, put signs to it, change it, take it back.

use super::{Stage, TRIES};
use crate::{
    failure::{Done, Failure},
    scene::Deed,
};

impl Stage {
    pub(super) fn speak_of(&mut self, handle: &str, deed: &Deed) -> Done {
        let name = self.name(handle);
        let (line, told) = match deed {
            Deed::Reply { to, text } => (
                format!("reply \"{to}\" {text}"),
                format!("{name} answers “{to}”: “{text}”"),
            ),
            Deed::Sign { sign, to } => (
                format!("sign \"{to}\" {sign}"),
                format!("{name} puts {sign} to “{to}”"),
            ),
            Deed::Change { old, new } => (
                format!("change \"{old}\" {new}"),
                format!("{name} changes “{old}” to “{new}”"),
            ),
            Deed::TakeBack(text) => (
                format!("take-back \"{text}\""),
                format!("{name} takes back “{text}”"),
            ),
            _ => return Ok(()),
        };
        if self.person(handle)?.online {
            self.exchange(handle)?;
        }
        self.tell(handle, &line)?;
        self.note(deed)?;
        self.story.deed(&told)?;
        if self.person(handle)?.online {
            self.exchange(handle)?;
        }
        Ok(())
    }

    /// What was typed is what has to be there at the end.
    fn note(&mut self, deed: &Deed) -> Done {
        let texts = &mut self.played.texts;
        let find = |texts: &[String], words: &str| {
            let found = texts.iter().rposition(|text| text.contains(words));
            found.ok_or_else(|| Failure::new(format!("nobody has written “{words}”")))
        };
        match deed {
            Deed::Reply { text, .. } => texts.push(text.clone()),
            Deed::Change { old, new } => {
                let at = find(texts, old)?;
                texts[at].clone_from(new);
            }
            Deed::TakeBack(text) => {
                let at = find(texts, text)?;
                texts.remove(at);
            }
            _ => {}
        }
        Ok(())
    }

    /// Whether somebody's screen comes to answer so, once everything was exchanged.
    pub(super) fn until_answered(&mut self, handle: &str, line: &str, wanted: &str) -> Done<bool> {
        for _ in 0..TRIES {
            self.settle()?;
            if self.ask(handle, line)?.is_ok_and(|lines| lines == [wanted]) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
