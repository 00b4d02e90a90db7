//! A few screens that do not change by themselves, compared with kept pictures of them.
//!
//! Letters are drawn differently on every machine, so there are none in these pictures: text is made transparent, and
//! its lines are as high in every font. What is left, frames, grounds, marks and rings, is reduced to cells of grey
//! and compared cell by cell. In Chromium only: the pictures are its own.

use crate::devtools;
use crate::layout;
use crate::screens::{SCREENS, Screen, USUAL};
use crate::snapshot;
use serde_json::{Value, json};
use tillkit_e2e::{Engine, Merchant};

const WIDTHS: [(&str, (u32, u32)); 2] = [("phone", (390, 1200)), ("desktop", (1280, 1200))];

/// Screens whose lines break alike in wide and narrow fonts.
const COMPARED: [&str; 5] =
    ["card with address", "floating labels", "wallet button", "accordion", "removing a saved card"];

/// The side of a cell, in pixels of the screen.
const CELL_PX: u32 = 4;

/// How much lighter or darker a cell may be, of 255: rounding of colours and edges.
const SHADE: u32 = 10;

/// How many of a thousand cells may be lighter or darker than that. A line that moves changes more.
const CELLS_OF_1000: f64 = 1.0;

/// Takes letters away: of fields, of marks and of everything else.
const WITHOUT_LETTERS: &str = "const style = new CSSStyleSheet();
    style.replaceSync('*, ::placeholder { color: transparent !important; -webkit-text-fill-color: transparent !important; \
      caret-color: transparent !important; text-decoration-color: transparent !important; transition: none !important }');
    for (const root of [document, ...[...document.querySelectorAll('*')].map((each) => each.shadowRoot).filter(Boolean)]) {
      root.adoptedStyleSheets = [...root.adoptedStyleSheets, style];
    }
    document.activeElement?.blur()";

/// Reduces a picture and compares it with the kept one: how many of a thousand cells differ, where, and the reduced
/// picture. The arguments are the picture in base64, the kept one's bytes, the cell's side, and the allowed shade.
const COMPARE: &str = "const [taken, kept, cell, shade] = arguments;
    window.compared = null;
    const decoded = Uint8Array.from(atob(taken), (each) => each.charCodeAt(0));
    const pixels = async (bytes) => {
      const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
      const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
      const context = canvas.getContext('2d');
      context.drawImage(bitmap, 0, 0);
      return context.getImageData(0, 0, bitmap.width, bitmap.height);
    };
    const grey = ({ data }, at) => .299 * data[at] + .587 * data[at + 1] + .114 * data[at + 2];
    const reduce = (picture) => {
      const width = Math.floor(picture.width / cell), height = Math.floor(picture.height / cell);
      const reduced = new ImageData(width, height);
      for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) {
        let sum = 0;
        for (let dy = 0; dy < cell; dy++) for (let dx = 0; dx < cell; dx++) {
          sum += grey(picture, 4 * ((y * cell + dy) * picture.width + x * cell + dx));
        }
        const level = Math.round(sum / (cell * cell));
        reduced.data.set([level, level, level, 255], 4 * (y * width + x));
      }
      return reduced;
    };
    const write = async (picture) => {
      const canvas = new OffscreenCanvas(picture.width, picture.height);
      canvas.getContext('2d').putImageData(picture, 0, 0);
      return [...new Uint8Array(await (await canvas.convertToBlob({ type: 'image/png' })).arrayBuffer())];
    };
    (async () => {
      const now = reduce(await pixels(decoded));
      const size = [now.width, now.height].join(' × ');
      const answer = { png: await write(now), share: 1000, where: `there is none kept` };
      if (kept.length) {
        const before = await pixels(Uint8Array.from(kept));
        answer.where = `it is ${size} cells large, was ${[before.width, before.height].join(' × ')}`;
        if (before.width == now.width && before.height == now.height) {
          const places = [];
          for (let at = 0; at < now.data.length; at += 4) {
            if (Math.abs(now.data[at] - before.data[at]) > shade) places.push([at / 4 % now.width, Math.floor(at / 4 / now.width)]);
          }
          const edge = (of, axis) => of(...places.map((place) => place[axis] * cell));
          answer.share = 1000 * places.length / (now.data.length / 4);
          answer.where = places.length
            ? `from ${edge(Math.min, 0)}, ${edge(Math.min, 1)} to ${edge(Math.max, 0)}, ${edge(Math.max, 1)} px` : '';
        }
      }
      window.compared = answer;
    })().catch((error) => { window.compared = { share: 1000, where: String(error) }; })";

/// The form's picture in base64, without letters.
async fn picture(merchant: &Merchant) -> Value {
    merchant.enter_form().await;
    merchant.browser.script(WITHOUT_LETTERS, vec![]).await;
    merchant.leave_frames().await;
    layout::settled(merchant).await;
    let body = "const { x, y, width, height } = document.querySelector('#checkout').getBoundingClientRect();
        return { x: Math.floor(x), y: Math.floor(y), width: Math.floor(width), height: Math.floor(height), scale: 1 }";
    let clip = merchant.browser.script(body, vec![]).await;
    let taken = devtools::command(&merchant.browser, "Page.captureScreenshot", json!({ "clip": clip })).await;
    taken.get("data").cloned().unwrap()
}

async fn difference(merchant: &Merchant, screen: &Screen, device: &str) -> Option<String> {
    let name = format!("picture_{}_{device}.png", screen.file_name());
    let taken = picture(merchant).await;
    let kept = snapshot::read_bytes(&name);
    let arguments = vec![taken, json!(kept), json!(CELL_PX), json!(SHADE)];
    merchant.browser.script(COMPARE, arguments).await;
    let compared = merchant.browser.until("return window.compared").await;
    if snapshot::writing() {
        let png: Vec<u8> = serde_json::from_value(compared.get("png").cloned().unwrap_or_default()).unwrap();
        snapshot::write_bytes(&name, &png);
        return None;
    }
    let share = compared.get("share").and_then(Value::as_f64).unwrap();
    let place = compared.get("where").and_then(Value::as_str).unwrap_or_default();
    (share > CELLS_OF_1000)
        .then(|| format!("snapshots/{name}: {share:.1} of 1000 cells are of another shade: {place}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn screens_look_as_they_did() {
    if Engine::chosen() != Engine::Chromium {
        return;
    }
    let merchant = devtools::open_merchant().await;
    let mut faults = vec![];
    for screen in SCREENS.iter().filter(|screen| COMPARED.contains(&screen.name)) {
        screen.show(&merchant, USUAL).await;
        for (device, window) in WIDTHS {
            devtools::emulate_window(&merchant.browser, window).await;
            faults.extend(difference(&merchant, screen, device).await);
        }
    }
    assert!(faults.is_empty(), "{}\nTILLKIT_WRITE_SNAPSHOTS=1 keeps what is there now", faults.join("\n"));
}
