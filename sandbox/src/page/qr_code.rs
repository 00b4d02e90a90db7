//! QR codes as SVG.

use std::fmt::Write as _;

use maud::{Markup, html};
use qrcodegen::{QrCode, QrCodeEcc};

/// The quiet zone that the standard asks for, in modules.
const MARGIN: i32 = 4;

/// The picture of a text; none for a text that is too long for any code. Dark on light in dark mode, too, as
/// scanners want it.
pub(crate) fn qr_code(text: &str) -> Option<Markup> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
    let mut dark = String::new();
    for y in 0..code.size() {
        for x in (0..code.size()).filter(|x| code.get_module(*x, y)) {
            // Writing to a string can't fail.
            let _ = write!(dark, "M{},{}h1v1h-1z", x + MARGIN, y + MARGIN);
        }
    }
    let size = code.size() + 2 * MARGIN;
    Some(html! {
        svg.qr xmlns="http://www.w3.org/2000/svg" viewBox={ "0 0 " (size) " " (size) } width="240" height="240"
            shape-rendering="crispEdges" role="img" aria-label="QR code" {
            rect width="100%" height="100%" fill="#ffffff" {}
            path d=(dark) fill="#000000" {}
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_become_pictures_until_they_are_too_long() {
        let picture = qr_code("http://127.0.0.1/phone/pi_1").expect("a picture").into_string();
        assert!(picture.starts_with("<svg") && picture.contains("M4,4h1v1h-1z"), "{picture}");
        assert!(qr_code(&"x".repeat(5_000)).is_none());
    }
}
