//! A relay that lies about anything it can. Each lie is found out, harmless, or shown; and when
//! the relay behaves again, honest talk goes on.

mod acknowledged;
mod answers;
mod denied;
mod entries;
mod epoch_keys;
mod inbox_numbers;
mod log;
mod never_came;
mod newcomers;
mod old_welcomes;
mod scene;
mod stands;
