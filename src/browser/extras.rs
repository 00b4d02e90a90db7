//! What a payment method needs only once it is shown or chosen: the page that starts the engine loads it then.

use super::promise::when;
use crate::text::Words;
use js_sys::{Array, Promise};
use tillkit_core::method::{self, BankList};
use tillkit_core::money::FormatPlan;
use wasm_bindgen::prelude::*;

/// The mark for methods without a row in the catalog.
const OTHER_MARK: &str = "other";

#[wasm_bindgen]
extern "C" {
    /// The object that the page hands to [`start`](crate::start): `Extras` of `www/frame/extras.ts`.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub type Extras;

    #[wasm_bindgen(method, js_name = mark)]
    fn mark_url(this: &Extras, kind: &str) -> String;

    #[wasm_bindgen(method, js_name = banks)]
    fn load_banks(this: &Extras, list: &str) -> Promise;

    #[wasm_bindgen(method, js_name = qr)]
    fn draw_qr(this: &Extras, text: &str) -> Promise;

    /// The payment sheets among `kinds`, type strings with spaces between: [`Sheets`] or null. Answers soon.
    #[wasm_bindgen(method, js_name = sheets)]
    fn find_sheets(this: &Extras, kinds: &str, amount: &str, currency: &str) -> Promise;

    /// A language's texts, as the build writes them: one a line, its tag first. Null where there are none for such a
    /// locale, or they do not come. Answers soon.
    #[wasm_bindgen(method, js_name = words)]
    fn load_words(this: &Extras, locale: &str) -> Promise;

    /// The payment sheets that this browser can open for an order: `Sheets` of `www/frame/sheets.ts`.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub type Sheets;

    /// The type strings of their methods, with spaces between.
    #[wasm_bindgen(method, getter)]
    pub fn kinds(this: &Sheets) -> String;

    /// Opens one: a token, or null when the customer closed it. To be called in a click's own listener, which is
    /// the only place that browsers let a sheet be opened from.
    #[wasm_bindgen(method)]
    pub fn open(this: &Sheets, kind: &str) -> Promise;

    type Drawing;

    #[wasm_bindgen(method, getter)]
    fn side(this: &Drawing) -> u32;

    #[wasm_bindgen(method, getter)]
    fn path(this: &Drawing) -> String;
}

/// A bank to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bank {
    /// Its identifier on the wire.
    pub id: String,
    /// What to show.
    pub name: String,
}

/// A drawn QR code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QrCode {
    /// Width and height of the `viewBox`, the blank margin included.
    pub side: u32,
    /// The dark modules: the `d` of a `path` to fill.
    pub path: String,
}

impl Extras {
    /// The address of a method's mark, an SVG of 38 × 24 pixels, by any of its type strings; a generic mark for
    /// methods we do not know.
    #[must_use]
    pub fn mark(&self, kind: &str) -> String {
        self.mark_url(method::find(kind).map_or(OTHER_MARK, |row| row.kind))
    }

    /// Loads the banks of a list: none when it did not come, after several attempts. Asking again loads it again.
    pub fn with_banks(&self, list: BankList, done: impl FnOnce(Option<Vec<Bank>>) + 'static) {
        when(self.load_banks(list.name()), Box::new(move |rows| done(read_banks(&rows))));
    }

    /// Loads the texts for a customer with this locale: English where there are no others.
    pub(crate) fn with_words(&self, locale: &str, done: impl FnOnce(Words) + 'static) {
        let given = locale.to_owned();
        let read = move |lines: JsValue| {
            done(match lines.as_string() {
                Some(lines) => Words::loaded(lines, &given),
                None => Words::english(&given),
            });
        };
        when(self.load_words(locale), Box::new(read));
    }

    /// Asks for the payment sheets among the methods `kinds` that this browser can open for such a sum.
    pub(crate) fn with_sheets(
        &self,
        kinds: &[String],
        sum: &FormatPlan,
        done: impl FnOnce(Option<Sheets>) + 'static,
    ) {
        let found = self.find_sheets(&kinds.join(" "), &sum.decimal, &sum.currency);
        when(found, Box::new(|found| done((!found.is_null()).then(|| found.unchecked_into()))));
    }

    /// Draws a text as a QR code: none when the text is too long for one, or what draws it did not come, after several
    /// attempts. Asking again loads it again.
    pub fn with_qr(&self, text: &str, done: impl FnOnce(Option<QrCode>) + 'static) {
        let read = move |drawing: JsValue| {
            done((!drawing.is_null()).then(|| {
                let drawing: Drawing = drawing.unchecked_into();
                QrCode { side: drawing.side(), path: drawing.path() }
            }));
        };
        when(self.draw_qr(text), Box::new(read));
    }
}

fn read_banks(rows: &JsValue) -> Option<Vec<Bank>> {
    let mut banks = Vec::new();
    for row in rows.dyn_ref::<Array>()?.iter() {
        banks.push(read_bank(&row)?);
    }
    Some(banks)
}

fn read_bank(row: &JsValue) -> Option<Bank> {
    let row = row.dyn_ref::<Array>()?;
    Some(Bank { id: row.get(0).as_string()?, name: row.get(1).as_string()? })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::path::{Path, PathBuf};
    use tillkit_core::method::CATALOG;

    fn folder(name: &str) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("www/frame").join(name)
    }

    fn files(name: &str) -> BTreeSet<String> {
        let names = std::fs::read_dir(folder(name)).unwrap().map(|entry| entry.unwrap().file_name());
        names.map(|name| name.into_string().unwrap()).collect()
    }

    #[test]
    fn every_method_has_its_mark_and_there_is_none_too_many() {
        let kinds = CATALOG.iter().map(|row| row.kind).chain([OTHER_MARK]);
        assert_eq!(files("marks"), kinds.map(|kind| format!("{kind}.svg")).collect());
    }

    #[test]
    fn marks_are_small_and_draw_by_themselves() {
        const MOST_BYTES: usize = 700;
        for name in files("marks") {
            let svg = std::fs::read_to_string(folder("marks").join(&name)).unwrap();
            assert!(svg.len() <= MOST_BYTES, "{name}: {} bytes", svg.len());
            assert!(svg.contains("viewBox=\"0 0 38 24\""), "{name}");
            for refused in ["style", "script", "href", "url(", "<text", "<image"] {
                assert!(!svg.contains(refused), "{name} has {refused}");
            }
        }
    }

    #[test]
    fn the_bank_lists_are_those_of_the_core() {
        for list in BankList::ALL {
            let path = folder("banks").join(list.name()).with_extension("json");
            let rows: Vec<_> = list
                .banks()
                .iter()
                .map(|(id, name)| {
                    assert!(!format!("{id}{name}").contains(['"', '\\', '\n']), "{name} needs escapes");
                    format!("  [\"{id}\", \"{name}\"]")
                })
                .collect();
            let made = format!("[\n{}\n]\n", rows.join(",\n"));
            if std::env::var_os("TILLKIT_WRITE_BANKS").is_some() {
                std::fs::write(&path, &made).unwrap();
            }
            let found = std::fs::read_to_string(&path).unwrap_or_default();
            assert!(
                found == made,
                "{} differs from core/src/method/bank.rs; write it anew with\n  \
                 TILLKIT_WRITE_BANKS=1 cargo test -p tillkit extras",
                path.display()
            );
        }
        assert_eq!(
            files("banks"),
            BankList::ALL.iter().map(|list| format!("{}.json", list.name())).collect()
        );
    }
}
