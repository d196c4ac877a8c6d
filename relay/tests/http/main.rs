//! The relay over real HTTP, rule by rule.

mod support;

mod logs;
