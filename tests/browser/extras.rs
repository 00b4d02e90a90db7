//! What the engine gets from the page once a payment method is shown or chosen.

use tillkit::{Bank, Extras, NoQrCode, QrCode};
use tillkit_core::method::BankList;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen(inline_js = "
export const pageExtras = () => ({
  mark: (kind) => `https://js.example/marks/${kind}.svg`,
  banks: async (list) => {
    if (list == 'eps') throw new Error('offline');
    return list == 'p24' ? 'not a list' : [['ing', `ING of ${list}`], ['bunq', 'bunq']];
  },
  qr: async (text) => {
    if (text == 'offline') throw new Error('offline');
    return text.length > 9 ? null : { side: 29, path: `M4 4h${text.length}v1z` };
  },
  sheets: async () => null,
  words: async (locale) => locale.startsWith('de') ? `de\nKartennummer` : null,
});
")]
extern "C" {
    /// As `www/frame/extras.ts` answers.
    #[wasm_bindgen(js_name = pageExtras)]
    pub(crate) fn page_extras() -> Extras;
}

#[wasm_bindgen_test]
fn a_mark_is_found_by_any_name_of_its_method() {
    let extras = page_extras();
    assert_eq!(extras.mark("alipay"), "https://js.example/marks/alipay.svg");
    assert_eq!(extras.mark("sepa"), "https://js.example/marks/sepa_debit.svg");
    assert_eq!(extras.mark("../shells"), "https://js.example/marks/other.svg");
}

#[wasm_bindgen_test]
async fn banks_are_those_of_the_list() {
    let extras = page_extras();
    let bank = |id: &str, name: &str| Bank { id: id.into(), name: name.into() };
    let banks = extras.banks(BankList::Ideal).await;
    assert_eq!(banks, Some(vec![bank("ing", "ING of ideal"), bank("bunq", "bunq")]));
    assert_eq!(extras.banks(BankList::Eps).await, None);
    assert_eq!(extras.banks(BankList::P24).await, None);
}

#[wasm_bindgen_test]
async fn codes_are_drawn_or_it_is_said_why_not() {
    let extras = page_extras();
    assert_eq!(extras.qr("PIX").await, Ok(QrCode { side: 29, path: "M4 4h3v1z".into() }));
    assert_eq!(extras.qr("much too long").await, Err(NoQrCode::TooLong));
    assert_eq!(extras.qr("offline").await, Err(NoQrCode::NotLoaded));
}
