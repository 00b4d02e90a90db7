//! The chosen method's fields, and what happens after them.

use super::brand_mark::brand_mark;
use super::checkout::{Checkout, Message};
use super::entries::Asked;
use super::field::{Edit, Shown, Wiring, choice_field, choices, edit_of, is_choice, text_field, tick_field};
use super::method_list::tab_id;
use super::node::list;
use crate::text;
use tillkit_core::card::EditKind;
use tillkit_core::method::{Ending, Field};
use web_sys::HtmlSelectElement;
use yew::prelude::*;

impl Checkout {
    pub(super) fn view_panel(&self, context: &Context<Self>) -> Html {
        let Some(offer) = self.offer() else { return Html::default() };
        let ending = offer.method.map_or(Ending::Redirect, |method| method.ending);
        let say = text::ending(ending, &offer.name());
        let savable = offer.method.is_some_and(|method| method.savable);
        let tabs = self.in_tabs();
        let mut fields = Vec::new();
        for asked in self.asked() {
            fields.push(self.view_field(context, asked));
        }
        html! {
            <div
                class="tk-panel"
                id="tk-panel"
                key={offer.kind.clone()}
                role={tabs.then_some("tabpanel")}
                aria-labelledby={tabs.then(|| tab_id(offer))}
            >
                { self.view_sheet(context) }
                { self.view_saved(context.link()) }
                { list(fields) }
                if self.terms.saves && savable && self.saved_card().is_none() {
                    <p class="tk-soft tk-ending">{ text::SAVES }</p>
                }
                if !say.is_empty() {
                    <p class="tk-soft tk-ending">{ say }</p>
                }
            </div>
        }
    }

    fn view_field(&self, context: &Context<Self>, asked: Asked) -> Html {
        let link = context.link();
        let field = asked.field;
        let shown = Shown {
            asked,
            value: self.entries.text(field).to_owned().into(),
            error: self.shown.contains(field).then(|| self.error(field)).flatten(),
            locked: self.is_locked(),
        };
        let wiring = Wiring {
            input: self.input(field),
            onfocus: link.callback(move |_| Message::Focused(field)),
            onblur: link.callback(move |_| Message::Blurred(field)),
        };
        if is_choice(field) {
            let onchange = link.batch_callback(move |event: Event| {
                let select: HtmlSelectElement = event.target_dyn_into()?;
                let raw = select.value().into();
                let edit = Edit { field, raw, caret: 0, kind: EditKind::Insert };
                Some(Message::Edited(edit))
            });
            let fixed;
            let list = match field {
                Field::Country => &self.countries.1,
                Field::Bank => &self.banks.1,
                _ => {
                    fixed = field.choices().iter().map(|(id, name)| ((*id).into(), (*name).into())).collect();
                    &fixed
                }
            };
            return choice_field(shown, wiring, onchange, choices(list, self.entries.text(field)));
        }
        let oninput =
            link.batch_callback(move |event: InputEvent| edit_of(field, &event).map(Message::Edited));
        match field {
            Field::Mandate => tick_field(shown, wiring, oninput),
            Field::Number => text_field(shown, wiring, oninput, brand_mark(self.entries.brand())),
            _ => text_field(shown, wiring, oninput, Html::default()),
        }
    }
}
