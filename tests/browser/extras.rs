//! What the engine gets from the page once a payment method is shown or chosen.

use crate::loader::next_frame;
use std::cell::RefCell;
use std::rc::Rc;
use tillkit::{Bank, Extras, QrCode};
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
    let banks = async |list| told(|tell| extras.with_banks(list, tell)).await;
    assert_eq!(banks(BankList::Ideal).await, Some(vec![bank("ing", "ING of ideal"), bank("bunq", "bunq")]));
    assert_eq!(banks(BankList::Eps).await, None);
    assert_eq!(banks(BankList::P24).await, None);
}

#[wasm_bindgen_test]
async fn codes_are_drawn_where_that_can_be() {
    let extras = page_extras();
    let drawn = async |text| told(|tell| extras.with_qr(text, tell)).await;
    assert_eq!(drawn("PIX").await, Some(QrCode { side: 29, path: "M4 4h3v1z".into() }));
    assert_eq!(drawn("much too long").await, None);
    assert_eq!(drawn("offline").await, None);
}

/// What a callback is told.
async fn told<T: 'static>(ask: impl FnOnce(Box<dyn FnOnce(T)>)) -> T {
    let heard = Rc::new(RefCell::new(None));
    let hears = Rc::clone(&heard);
    ask(Box::new(move |told| *hears.borrow_mut() = Some(told)));
    loop {
        if let Some(told) = heard.take() {
            return told;
        }
        next_frame().await;
    }
}
