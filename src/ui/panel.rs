//! The chosen method's fields, and what happens after them.

use super::brand_mark::brand_mark;
use super::checkout::Checkout;
use super::entries::Asked;
use super::field::{Shown, choice_field, is_choice, text_field, tick_field};
use super::method_list::tab_id;
use super::node::{list, node};
use crate::text;
use tillkit_core::method::{Ending, Field};
use yew::{AttrValue, Context, Html};

impl Checkout {
    pub(super) fn view_panel(&self, context: &Context<Self>) -> Html {
        let Some(offer) = self.offer() else { return Html::default() };
        let how = offer.method.map_or(Ending::Redirect, |method| method.ending);
        let say = self.words.ending(how, &self.words.method(offer));
        let savable = offer.method.is_some_and(|method| method.savable);
        let mut fields = Vec::new();
        for asked in self.asked() {
            fields.push(self.view_field(context, asked));
        }
        let mut panel = node("div|class=tk-panel|id=tk-panel").key(&offer.kind);
        if self.in_tabs() {
            panel = panel.set("role", "tabpanel").set("aria-labelledby", tab_id(offer));
        }
        panel =
            panel.child(self.view_sheet(context)).child(self.view_saved(context.link())).child(list(fields));
        if self.terms.saves && savable && self.saved_card().is_none() {
            panel = panel.child(ending(self.words.get(text::SAVES)));
        }
        if !say.is_empty() {
            panel = panel.child(ending(say));
        }
        panel.html()
    }

    fn view_field(&self, context: &Context<Self>, asked: Asked) -> Html {
        let link = context.link();
        let field = asked.field;
        let shown = Shown {
            asked,
            value: self.entries.text(field).to_owned().into(),
            error: self.shown.contains(field).then(|| self.error(field)).flatten(),
            locked: self.is_locked(),
            more: self.after(field).is_some(),
        };
        let place = self.input(field);
        if is_choice(field) {
            let fixed;
            let list = match field {
                Field::Country => &self.countries.1,
                Field::Bank => &self.banks.1,
                _ => {
                    fixed = field.choices().iter().map(|(id, name)| ((*id).into(), (*name).into())).collect();
                    &fixed
                }
            };
            return choice_field(&self.words, &shown, place, link, list);
        }
        match field {
            Field::Mandate => tick_field(&self.words, &shown, place, link),
            Field::Number => text_field(&self.words, &shown, place, link, brand_mark(self.entries.brand())),
            _ => text_field(&self.words, &shown, place, link, Html::default()),
        }
    }
}

/// What happens after the fields.
pub(super) fn ending(says: impl Into<AttrValue>) -> Html {
    node("p|class=tk-soft tk-ending").text(says).html()
}
