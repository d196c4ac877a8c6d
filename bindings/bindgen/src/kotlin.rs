//! `uniffi-bindgen`: writes Kotlin (see `android/core/generate`).

fn main() {
    uniffi::uniffi_bindgen_main();
}
