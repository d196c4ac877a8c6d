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
    /// Have the words of one's own that the relay will never take in the field again, and let go out what waits
    /// behind them.
    WriteAgain,
}

impl Act {
    /// All of them.
    pub(super) const ALL: [Self; 7] = [
        Self::React,
        Self::Reply,
        Self::Edit,
        Self::Delete,
        Self::Pin,
        Self::Forward,
        Self::WriteAgain,
    ];
}
