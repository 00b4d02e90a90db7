//! What the customer needs for paying elsewhere: a code, account details, a voucher, an app.

use super::checkout::{Checkout, Message};
use super::node::{list, node, soft};
use crate::browser::extras::{Extras, QrCode};
use crate::browser::{clock, intl};
use crate::text::{self, Words};
use gloo_timers::callback::Interval;
use tillkit_core::action::{InstructionKind, Instructions};
use tillkit_core::page_url::PageUrl;
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlElement, HtmlInputElement};
use yew::html::Scope;
use yew::{AttrValue, Html};

const TICK_MS: u32 = 1_000;
/// When the customer is told that time runs out (WCAG 2.2.1).
const WARNING_S: i64 = 60;

/// Instructions as they are shown.
pub(crate) struct ShownInstructions {
    instructions: Instructions,
    /// The code, once it is drawn.
    drawn: Option<QrCode>,
    /// Counts down, where there is an end.
    clock: Option<Interval>,
    /// What was copied last.
    pub(crate) copied: Option<AttrValue>,
    on_phone: bool,
}

impl ShownInstructions {
    pub(crate) fn new(
        instructions: Instructions,
        on_phone: bool,
        extras: &Extras,
        link: &Scope<Checkout>,
    ) -> Self {
        if let Some(code) = &instructions.code {
            let link = link.clone();
            // Without a picture there is still the code to copy.
            extras.with_qr(code, move |drawn| link.send_message(Message::Drawn(drawn)));
        }
        let mut shown = Self { instructions, drawn: None, clock: None, copied: None, on_phone };
        // A customer whose clock is wrong is better off without a countdown than with an end at once.
        if shown.seconds_left().is_some_and(|left| left > 0) {
            let link = link.clone();
            shown.clock = Some(Interval::new(TICK_MS, move || link.send_message(Message::Tick)));
        }
        shown
    }

    pub(crate) fn draw(&mut self, drawn: Option<QrCode>) {
        self.drawn = drawn;
    }

    /// A second has passed: whether the time is up.
    pub(crate) fn tick(&mut self) -> bool {
        let over = self.clock.is_some() && self.seconds_left().is_some_and(|left| left <= 0);
        if over {
            self.clock = None;
        }
        over
    }

    /// Whether a screen reader is told of the time now.
    pub(crate) fn warns(&self) -> bool {
        self.clock.is_some() && self.seconds_left() == Some(WARNING_S)
    }

    fn seconds_left(&self) -> Option<i64> {
        Some(self.instructions.expires_at_s? - clock::now_s())
    }

    pub(crate) fn view(&self, words: &Words, link: &Scope<Checkout>) -> Html {
        let Instructions { kind, page, rows, .. } = &self.instructions;
        let say = match kind {
            InstructionKind::Code => text::SCAN,
            InstructionKind::Transfer => text::TRANSFER,
            InstructionKind::Voucher => text::VOUCHER,
            InstructionKind::Approval => text::APPROVE,
        };
        let waits = self.instructions.can_wait();
        let mut copy_rows = Vec::new();
        let mut add = |id: &str, label: AttrValue, value: &str| {
            copy_rows.push(copy_row(words, (id, label, value), self.copied.as_ref(), link));
        };
        if let Some(amount) = &self.instructions.amount {
            add("amount", words.get(text::AMOUNT), &intl::money(amount, &words.locale));
        }
        for row in rows {
            add(row.label, words.row_label(row.label), &row.value);
        }
        if let Some(code) = &self.instructions.code {
            add("code", words.get(text::PAYMENT_CODE), code);
        }
        // A phone cannot scan its own screen.
        let app = page.as_ref().filter(|_| self.on_phone && !waits);
        let away = |shape, page: &PageUrl, text| {
            node(shape).set("href", page.as_str().to_owned()).text(words.get(text)).html()
        };
        let mut shown = node("div|class=tk-instructions|data-testid=instructions|tabindex=-1")
            .set("data-kind", kind.name())
            .child(node("p|class=tk-say").text(words.get(say)).html());
        if let Some(app) = app {
            shown = shown.child(away("a|class=tk-button|target=_blank|rel=noopener", app, text::OPEN_APP));
        } else if self.instructions.code.is_some() {
            shown = shown.child(self.view_code(words));
        }
        shown = shown.child(list(copy_rows));
        if let (true, Some(left)) = (self.clock.is_some(), self.seconds_left()) {
            let left = words.fill(text::VALID_FOR, &[("time", &minutes(left))]);
            shown = shown.child(node("p|class=tk-soft|role=timer").text(left).html());
        }
        if let (Some(page), true) = (page, waits) {
            shown = shown.child(away("a|class=tk-link|target=_blank|rel=noopener", page, text::OPEN_PAGE));
        }
        let close = node("button|type=button|class=tk-link|data-testid=instructions-close")
            .flag("data-main", waits)
            .text(words.get(if waits { text::NOTED_BUTTON } else { text::BACK }))
            .on_click(link, || Message::CloseInstructions);
        shown
            .child(node("p|class=tk-soft tk-waiting").text(words.get(text::WAITING)).html())
            .child(close.html())
            .html()
    }

    fn view_code(&self, words: &Words) -> Html {
        let Some(QrCode { side, path }) = &self.drawn else { return node("div|class=tk-qr").html() };
        node("svg|class=tk-qr|role=img")
            .set("aria-label", words.get(text::QR_CODE))
            .set("viewBox", format!("0 0 {side} {side}"))
            .child(node("path").set("d", path.clone()).html())
            .html()
    }
}

/// A text with a button that copies it.
fn copy_row(
    words: &Words,
    (id, label, value): (&str, AttrValue, &str),
    copied: Option<&AttrValue>,
    link: &Scope<Checkout>,
) -> Html {
    let is_copied = copied.is_some_and(|copied| copied == id);
    let name = AttrValue::from(id.to_owned());
    let copy = move |event: Event| {
        let button: HtmlElement = event.target()?.dyn_into().ok()?;
        let row = button.closest(".tk-row").ok()??;
        let input: HtmlInputElement = row.query_selector("input").ok()??.dyn_into().ok()?;
        let copied = crate::browser::clipboard::copy(&input);
        // Selecting may have taken the focus along; refused only for what cannot take it.
        let _ = button.focus();
        copied.then(|| Message::Copied(name.clone()))
    };
    let input = node("input|readonly").value(value.to_owned());
    let mut button = node("button|type=button|class=tk-copy")
        .text(words.get(if is_copied { text::COPIED } else { text::COPY }))
        .on("click", link, copy);
    // What can be read on the button is in its name (WCAG 2.5.3).
    if !is_copied {
        button = button.set("aria-label", words.fill(text::COPY_LABEL, &[("label", &label)]));
    }
    node("div|class=tk-row")
        .set("data-row", id.to_owned())
        .child(node("label").child(soft(label)).child(input.html()).html())
        .child(button.html())
        .html()
}

fn minutes(seconds: i64) -> String {
    let seconds = seconds.max(0);
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
}
