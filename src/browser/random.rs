//! Randomness for idempotency keys.

/// A fresh version 4 UUID, from the browser's cryptographic source; `None` where there is none.
///
/// Not `crypto.randomUUID`, which throws in pages that are no secure context.
pub(crate) fn uuid() -> Option<String> {
    let mut bytes = [0; 16];
    web_sys::window()?.crypto().ok()?.get_random_values_with_u8_array(&mut bytes).ok()?;
    let [.., version, _, variant, _, _, _, _, _, _, _] = &mut bytes;
    *version = (*version & 0x0F) | 0x40;
    *variant = (*variant & 0x3F) | 0x80;
    let mut uuid = String::new();
    for (index, byte) in bytes.iter().enumerate() {
        if matches!(index, 4 | 6 | 8 | 10) {
            uuid.push('-');
        }
        for digit in [byte >> 4, byte & 15] {
            uuid.extend(char::from_digit(u32::from(digit), 16));
        }
    }
    Some(uuid)
}
