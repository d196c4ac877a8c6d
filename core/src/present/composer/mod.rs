//! The field of a conversation: what someone writes, for whom, and that nothing of it is lost.

mod desk;
mod edits;
mod field;
mod for_whom;
mod handle;
mod naming;
mod news;
mod pen;
mod words;
mod work;

pub use field::{Editing, Field};
pub use handle::Composer;
pub use news::{Again, FieldChange, Trouble};
