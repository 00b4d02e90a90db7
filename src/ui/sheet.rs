//! Apple Pay and Google Pay: a button in the form that opens the browser's own payment sheet.

use super::checkout::{Checkout, FormEvent, Message, Stage};
use super::node::node;
use super::panel::ending;
use crate::browser::promise::when;
use crate::text;
use tillkit_core::method::Ending;
use tillkit_core::secret::Secret;
use wasm_bindgen::JsValue;
use yew::{Callback, Context, Html};

impl Checkout {
    /// The button of the chosen method's payment sheet, if it has one; once the customer has approved, that.
    pub(super) fn view_sheet(&self, context: &Context<Self>) -> Html {
        let (Some(offer), Some(sheets), true) = (self.offer(), &context.props().sheets, self.is_sheet())
        else {
            return Html::default();
        };
        if !self.token.is_empty() {
            return ending(self.words.fill(text::APPROVED_WITH, &[("name", &offer.name())]));
        }
        let (link, place) = (context.link().clone(), self.chosen);
        let (sheets, kind) = (sheets.clone(), offer.kind.clone());
        node("button|type=button|class=tk-button|data-testid=open-sheet")
            .flag("disabled", self.is_locked())
            .text(self.words.fill(text::PAY_WITH, &[("name", &offer.name())]))
            .on("click", context.link(), move |_| {
                // Here and now: a message would come after the click, and browsers refuse a sheet then.
                let link = link.clone();
                let approved = move |token: JsValue| {
                    let token = token.as_string().unwrap_or_default().into();
                    link.send_message(Message::Approved(place, token));
                };
                when(sheets.open(&kind), Box::new(approved));
                None
            })
            .html()
    }

    /// Takes a sheet's token, and says that the form is done: the customer has approved the payment already.
    pub(super) fn approved(
        &mut self,
        place: Option<usize>,
        token: Secret,
        tell: &Callback<FormEvent>,
    ) -> bool {
        // Closed, or too late.
        if token.is_empty() || place != self.chosen || self.stage != Stage::Open {
            return false;
        }
        self.token = token;
        self.failure = None;
        self.report_change(tell);
        tell.emit(FormEvent::Submit);
        true
    }

    /// Whether the customer has yet to approve the payment in the chosen method's sheet.
    pub(super) fn lacks_token(&self) -> bool {
        self.is_sheet() && self.token.is_empty()
    }

    fn is_sheet(&self) -> bool {
        self.offer().and_then(|offer| offer.method).is_some_and(|method| method.ending == Ending::Sheet)
    }
}
