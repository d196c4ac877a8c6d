//! What people say and are called must not reach a log by being printed.

/// Gives a type with words or names in it a `Debug` that tells only what it is.
#[macro_export]
macro_rules! tells_nothing {
    ($($type:ident),+ $(,)?) => {$(
        impl std::fmt::Debug for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($type), "(…)"))
            }
        }
    )+};
}
