//! QR codes as PNG, for gateways whose answers have a picture of that kind. Black and white squares need no
//! compression, so the file is written without: header, one stored block of rows, end.

use qrcodegen::{QrCode, QrCodeEcc};

const SIGNATURE: [u8; 8] = *b"\x89PNG\r\n\x1a\n";
/// The quiet zone that the standard asks for, in modules.
const MARGIN: i32 = 4;
/// The side of a module, in pixels.
const SCALE: i32 = 6;

/// The picture of a text; none for a text that is too long for any code, or for one file.
pub(crate) fn qr_png(text: &str) -> Option<Vec<u8>> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
    let side = (code.size() + 2 * MARGIN) * SCALE;
    let is_light = |x: i32, y: i32| {
        let module = |place: i32| place.div_euclid(SCALE) - MARGIN;
        // What lies outside of the code is light.
        !code.get_module(module(x), module(y))
    };
    let mut rows = Vec::new();
    for y in 0..side {
        // Rows are not filtered, and have a bit for each pixel.
        rows.push(0);
        for start in (0..side).step_by(8) {
            let byte = (0..8).fold(0_u8, |byte, bit| byte << 1 | u8::from(is_light(start + bit, y)));
            rows.push(byte);
        }
    }
    let length = u16::try_from(rows.len()).ok()?;
    let side = u32::try_from(side).ok()?;
    // Black and white with one bit, and none of the format's options.
    let header = [&side.to_be_bytes()[..], &side.to_be_bytes(), &[1, 0, 0, 0, 0]].concat();
    let block = [&[0x78, 0x01, 0x01][..], &length.to_le_bytes(), &(!length).to_le_bytes()].concat();
    let data = [&block[..], &rows, &adler32(&rows).to_be_bytes()].concat();
    let chunks = [chunk(*b"IHDR", &header)?, chunk(*b"IDAT", &data)?, chunk(*b"IEND", &[])?];
    Some([&SIGNATURE[..], &chunks.concat()].concat())
}

fn chunk(kind: [u8; 4], data: &[u8]) -> Option<Vec<u8>> {
    let length = u32::try_from(data.len()).ok()?;
    let checked = [&kind[..], data].concat();
    Some([&length.to_be_bytes()[..], &checked, &crc32(&checked).to_be_bytes()].concat())
}

fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32| if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 };
    !bytes.iter().fold(!0, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), |crc, _| step(crc)))
}

fn adler32(bytes: &[u8]) -> u32 {
    let (a, b) = bytes.iter().fold((1, 0), |(a, b), byte| {
        let a = (a + u32::from(*byte)) % 65_521;
        (a, (a + b) % 65_521)
    });
    b << 16 | a
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checksums_are_the_standards() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
        assert_eq!(adler32(b"Wikipedia"), 0x11e6_0398);
    }

    #[test]
    fn texts_become_pictures_until_they_are_too_long() {
        let picture = qr_png("http://127.0.0.1/phone/pi_1").expect("a picture");
        assert_eq!(picture[..8], SIGNATURE);
        assert_eq!(&picture[picture.len() - 8..picture.len() - 4], b"IEND");
        assert!(qr_png(&"x".repeat(5_000)).is_none());
    }
}
