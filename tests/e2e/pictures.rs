//! What the screens look like: pictures of them for people.

use crate::devtools;
use crate::layout;
use crate::screens::{Look, Place, SCREENS};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use tillkit_e2e::Merchant;

const PHONE: (u32, u32) = (390, 844);
const DESKTOP: (u32, u32) = (1280, 800);
const WIDTHS: [(&str, (u32, u32)); 2] = [("phone", PHONE), ("desktop", DESKTOP)];

/// Left to right, right to left, long words, and other letters.
const LOCALES: [&str; 4] = ["en", "de", "ar", "ja"];

/// The width and height of everything in the page, whatever its window shows.
async fn page_size(merchant: &Merchant) -> (u32, u32) {
    let body =
        "const { scrollWidth, scrollHeight } = document.scrollingElement; return [scrollWidth, scrollHeight]";
    let size = merchant.browser.script(body, vec![]).await;
    let measure =
        |place: usize| size.get(place).and_then(Value::as_f64).map_or(0, |length| length.round() as u32);
    assert_ne!(size, json!(null));
    (measure(0), measure(1))
}

async fn take(merchant: &Merchant, file: &Path, window: (u32, u32)) {
    let (width, height) = page_size(merchant).await;
    devtools::emulate_window(&merchant.browser, (window.0.max(width), height.min(window.1 * 3).max(240)))
        .await;
    merchant.browser.driver.screenshot(file).await.unwrap();
    devtools::emulate_window(&merchant.browser, window).await;
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../pictures")
}

/// `npm run pictures`. `TILLKIT_PICTURES` names the screens to take, a part of a name each; all without it.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes minutes, and people look at what comes out: npm run pictures"]
async fn every_screen() {
    let wanted = std::env::var("TILLKIT_PICTURES").unwrap_or_default();
    let merchant = devtools::open_merchant().await;
    let mut taken: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    std::fs::create_dir_all(folder()).unwrap();
    for locale in LOCALES {
        for (device, window) in WIDTHS {
            devtools::emulate_window(&merchant.browser, window).await;
            for scheme in ["light", "dark"] {
                for screen in SCREENS.iter().filter(|screen| screen.name.contains(&wanted)) {
                    if locale != "en" && !screen.speaks {
                        continue;
                    }
                    screen.show(&merchant, Look { scheme, locale }).await;
                    if screen.place == Place::Form {
                        layout::settled(&merchant).await;
                    }
                    let name = format!("{}-{device}-{scheme}-{locale}.png", screen.file_name());
                    take(&merchant, &folder().join(&name), window).await;
                    taken.entry(screen.name).or_default().push(name);
                }
            }
        }
    }
    assert!(!taken.is_empty(), "no screen has {wanted} in its name");
    std::fs::write(folder().join("index.html"), index(&taken)).unwrap();
}

fn index(taken: &BTreeMap<&str, Vec<String>>) -> String {
    let mut page = "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<title>Tillkit: every screen</title>\n\
        <style>body { font: 16px/1.4 system-ui; margin: 2rem } div { display: flex; flex-wrap: wrap; gap: 1rem; align-items: start }\n\
        figure { margin: 0 } img { max-width: 390px; border: 1px solid #ccc }</style>\n<h1>Every screen</h1>\n"
        .to_owned();
    for (screen, names) in taken {
        let figures = names.iter().map(|name| {
            format!("<figure><a href=\"{name}\"><img src=\"{name}\" alt=\"\" loading=\"lazy\"></a><figcaption>{name}</figcaption></figure>\n")
        });
        page.push_str(&format!("<h2>{screen}</h2>\n<div>\n{}</div>\n", figures.collect::<String>()));
    }
    page
}
