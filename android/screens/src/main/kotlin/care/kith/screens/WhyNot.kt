package care.kith.screens

/** Why someone may not do something. */
public enum class WhyNot {
    /** It is the patient's to do. */
    NotThePatient,

    /** They are not in the room now, or not any more. */
    NotInRoom,

    /** The clinic has closed the way of this device. */
    Revoked,

    /** Nobody who invited them holds them any more. */
    Forgotten,

    /** It is the patient's and the staff's to do. */
    NotTheirRole,

    /** Nobody is invited as that. */
    NotInvited,

    /** It would be themselves. */
    Oneself,

    /** Somebody else has said it. */
    NotTheirWords,

    /** There are no words that anybody said. */
    NoWords,

    /** Nobody else has it. */
    NotSent,

    /** It was sent, or goes out yet. */
    NotRefused,

    /** Its time had passed more than a day ago when it could have been sent. */
    TooLate,
}
