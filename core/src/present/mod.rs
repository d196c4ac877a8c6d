//! What a screen knows: the rules of what is shown and what can be done, once for every app. An app
//! keeps its life cycle, its ways from screen to screen, and drawing.

mod composer;
mod may;
mod news;
mod problem;

pub use composer::{Again, Composer, Editing, Field, FieldChange, Trouble};
pub use may::{Deed, find_sign, invited, signs};
pub use news::{News, NewsRow, Says};
pub use problem::{Failure, Problem, Remedy};

pub use crate::{rights::WhyNot, view::Act};
