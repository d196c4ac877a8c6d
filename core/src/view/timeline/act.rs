//! What can be done with a message.

/// What a screen offers to do with a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Act {
    /// Put a sign to it.
    React,
    /// Answer it.
    Reply,
    /// Put other words in place of its own.
    Edit,
    /// Take it back, for everyone.
    Delete,
    /// Put it on the shelf of what is important, or take it off.
    Pin,
    /// Say its words once more, elsewhere.
    Forward,
}

impl Act {
    /// All of them.
    pub(super) const ALL: [Self; 6] = [
        Self::React,
        Self::Reply,
        Self::Edit,
        Self::Delete,
        Self::Pin,
        Self::Forward,
    ];
}
