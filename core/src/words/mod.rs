//! The words of a text, as the search index and a search have them: one rule for both.
//!
//! | File | Holds |
//! |---|---|
//! | `fold` | a sign without its case, marks and forms |
//! | `atoms` | a text cut into words, numbers, signs, and the units of scripts without spaces |
//! | `compounds` | what is also written as one: `e-mail`, `1,000`, a telephone number |
//! | `lines` | the rows of terms that stand for a text in the index |
//! | `query` | what someone looks for, for the index and for a text |

mod atoms;
mod compounds;
mod fold;
mod lines;
mod query;

pub(crate) use lines::{VERSION, indexed};
pub(crate) use query::{Query, Reading};
