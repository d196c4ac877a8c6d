//! `uniffi-bindgen-swift`: writes Swift, its C header and its module map.

fn main() {
    uniffi::uniffi_bindgen_swift();
}
