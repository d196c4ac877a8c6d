package care.kith.android.keys

/** When the device's key store lets a key be used. */
internal enum class KeyGuard {
    /** While the device is unlocked. One person's device: messages can be fetched while Kith is not looked at. */
    Device,

    /** For a moment after someone proved who they are. A device that several people share. */
    Person,
}
