package care.kith.screens

/** What a screen shows: still being read, not to be had, or here. */
public sealed interface Content<out T> {
    /** Being read from this device. */
    public data object Loading : Content<Nothing>

    /** Could not be had; [problem] says why and what to do. */
    public data class Failed(val problem: Problem) : Content<Nothing>

    /** Here; [value] may be empty. */
    public data class Ready<T>(val value: T) : Content<T>
}
