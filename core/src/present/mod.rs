//! What a screen knows: the rules of what is shown and what can be done, once for every app. An app
//! keeps its life cycle, its ways from screen to screen, and drawing.

mod composer;
mod may;
mod problem;

pub use composer::{Again, Composer, Field, FieldChange, Trouble};
pub use may::{Deed, WhyNot, invited};
pub use problem::{Failure, Problem, Remedy};
