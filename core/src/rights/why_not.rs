//! Why someone may not.

/// Why someone may not do what a screen could offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum WhyNot {
    /// It is the patient's to do.
    NotThePatient,
    /// They are not in the room now, or not any more.
    NotInRoom,
    /// The clinic has revoked this device.
    Revoked,
    /// Nobody who invited them holds them any more.
    Forgotten,
    /// It is the patient's and the staff's to do.
    NotTheirRole,
    /// Nobody is invited as that.
    NotInvited,
    /// It would be themselves.
    Oneself,
    /// Somebody else has said it.
    NotTheirWords,
    /// There are no words that anybody said: it was taken back, or nobody wrote it.
    NoWords,
    /// The relay will never take it: nobody else has it.
    NotSent,
    /// It went out, or goes out yet.
    NotRefused,
    /// It was to be sent at a time that had passed more than a day ago when it could have been.
    TooLate,
}
