//! Rows of the store by what they are, so that none is taken for another's.

use rusqlite::{
    Result,
    types::{FromSql, FromSqlResult, ToSql, ToSqlOutput, ValueRef},
};

macro_rules! rows {
    ($($(#[$says:meta])* $name:ident;)*) => {$(
        $(#[$says])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub i64);

        impl $name {
            /// They count from 1: no row comes before this one.
            pub const BEFORE_ALL: Self = Self(0);
        }

        impl ToSql for $name {
            fn to_sql(&self) -> Result<ToSqlOutput<'_>> {
                self.0.to_sql()
            }
        }

        impl FromSql for $name {
            fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
                i64::column_result(value).map(Self)
            }
        }
    )*};
}

rows! {
    /// A circle.
    CircleRow;
    /// A conversation of a circle.
    ConversationRow;
    /// A room of a circle.
    RoomRow;
    /// A device in a conversation, as events name it.
    VoiceRow;
    /// An event, and its row on the timeline, which has the same number; or a note there that no event says.
    EventRow;
    /// What is to be said at a time.
    LaterId;
    /// A change of membership that was decided.
    IntentId;
    /// A request to the relay that is not about a log.
    ErrandId;
}
