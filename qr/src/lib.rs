//! QR codes as SVG paths.
//!
//! Few payments show a code, so what draws it is no part of the engine: it is a module of its own, which the
//! engine's page loads once there is a code to show (`www/frame/extras.ts`).
//!
//! The code's modules come from `qrcodegen`, the Rust edition of Nayuki's generator: no dependencies, no `unsafe`,
//! and the smallest of the well-kept ones. As this module, optimised and brotli-compressed: `qrcodegen` 1.8.0
//! 8,956 bytes, `fast_qr` 0.14.0 12,452 bytes, `qrcode` 0.14.1 14,647 bytes.

use core::fmt::Write;
use qrcodegen::{QrCode, QrCodeEcc};
use wasm_bindgen::prelude::wasm_bindgen;

/// Modules left blank on each side, as ISO/IEC 18004 asks for.
const QUIET_ZONE_MODULES: i32 = 4;

/// A drawn code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawing {
    /// Width and height, quiet zone included: the `viewBox` is `0 0 side side`, one unit a module.
    pub side: i32,
    /// The dark modules, as the `d` of an SVG `path`.
    pub path: String,
}

impl Drawing {
    /// Draws the code of a text with error correction M, or more where that costs no space; none for a text
    /// that is too long for any code (2,331 bytes, more if it is digits or capitals alone).
    ///
    /// ```
    /// let drawing = tillkit_qr::Drawing::of("HELLO").unwrap();
    /// assert_eq!(drawing.side, 21 + 2 * 4);
    /// // The first corner: seven dark modules, after the quiet zone.
    /// assert!(drawing.path.starts_with("M4 4h7v1h-7z"));
    /// ```
    #[must_use]
    pub fn of(text: &str) -> Option<Self> {
        let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
        Some(Self { side: code.size() + 2 * QUIET_ZONE_MODULES, path: path(&code) })
    }
}

/// A box around each run of dark modules in a row.
fn path(code: &QrCode) -> String {
    let mut path = String::new();
    for y in 0..code.size() {
        let mut x = 0;
        while x < code.size() {
            let run = (x..code.size()).take_while(|&x| code.get_module(x, y)).count();
            // At most the side of a code, 177.
            let run = i32::try_from(run).unwrap_or_default();
            if run > 0 {
                let (left, top) = (x + QUIET_ZONE_MODULES, y + QUIET_ZONE_MODULES);
                // Writing to a string does not fail.
                let _ = write!(path, "M{left} {top}h{run}v1h-{run}z");
            }
            x += run.max(1);
        }
    }
    path
}

/// [`Drawing::of`] for JavaScript: `side`, a space, `path`.
#[wasm_bindgen]
#[must_use]
pub fn draw(text: &str) -> Option<String> {
    let Drawing { side, path } = Drawing::of(text)?;
    Some(format!("{side} {path}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bytes that fit into the largest code with error correction M.
    const MOST_BYTES: usize = 2_331;

    /// Pixels of a module in what the decoder looks at.
    const PIXELS: usize = 4;

    /// What another program reads from the drawing.
    fn read(drawing: &Drawing) -> String {
        let side = usize::try_from(drawing.side).unwrap();
        let mut dark = vec![false; side * side];
        for run in drawing.path.split('M').skip(1) {
            let (x, rest) = run.split_once(' ').unwrap();
            let (y, rest) = rest.split_once('h').unwrap();
            let (width, rest) = rest.split_once('v').unwrap();
            assert_eq!(rest, format!("1h-{width}z"));
            let [x, y, width] = [x, y, width].map(|number| number.parse::<usize>().unwrap());
            assert!(x >= 4 && y >= 4 && x + width <= side - 4 && y < side - 4, "{run}");
            dark[y * side + x..][..width].fill(true);
        }
        let mut image = rqrr::PreparedImage::prepare_from_greyscale(side * PIXELS, side * PIXELS, |x, y| {
            if dark[y / PIXELS * side + x / PIXELS] { 0 } else { 255 }
        });
        let grids = image.detect_grids();
        assert_eq!(grids.len(), 1);
        let (meta, text) = grids[0].decode().unwrap();
        // The decoder gives the two bits of the format: 0 is M, 3 and 2 are the stronger Q and H.
        assert_ne!(meta.ecc_level, 1, "no less than M");
        text
    }

    #[test]
    fn what_payments_show_can_be_read_again() {
        for text in [
            // PIX, an EMVCo text with a URL in it.
            "00020126580014br.gov.bcb.pix0136123e4567-e12b-12d3-a456-4266554400005204000053039865406123.455802BR\
             5913Fulano de Tal6008BRASILIA62070503***63041D3D",
            // PayNow.
            "00020101021226380009SG.PAYNOW010120210201403121W030115204000053037025402105802SG5911ACME \
             STORE6009Singapore6304AB12",
            // PromptPay, digits and capitals alone.
            "00020101021229370016A000000677010111011300660000000005802TH53037646304",
            "weixin://wxpay/bizpayurl?pr=w1mEwtOzz",
            "upi://pay?pa=shop@bank&pn=Shop&am=100.00&cu=INR&tn=Order%2042",
            "https://pay.example/qr/01HZX?amount=1250&currency=sgd",
            "Ünïcödé: 支付",
            "7",
        ] {
            assert_eq!(read(&Drawing::of(text).unwrap()), text);
        }
    }

    #[test]
    fn the_longest_text_can_be_read_and_a_longer_one_is_refused() {
        let longest: String = ('a'..='z').cycle().take(MOST_BYTES).collect();
        let drawing = Drawing::of(&longest).unwrap();
        assert_eq!(drawing.side, 177 + 8);
        assert_eq!(read(&drawing), longest);
        assert_eq!(Drawing::of(&format!("{longest}a")), None);
        assert_eq!(draw(&format!("{longest}a")), None);
    }

    #[test]
    fn the_door_gives_side_and_path() {
        let Drawing { side, path } = Drawing::of("HELLO").unwrap();
        assert_eq!(draw("HELLO"), Some(format!("{side} {path}")));
    }
}
