//! The cards that the customer has saved: a list to choose from, above the fields of another card.

use super::brand_mark::brand_mark;
use super::checkout::{Checkout, Message, Stage};
use super::node::{list, node, soft};
use crate::protocol::SavedMethod;
use crate::text::{self, Text, Words};
use tillkit_core::card::Brand;
use tillkit_core::card::expiry::{Month, has_passed};
use yew::html::Scope;
use yew::{AttrValue, Html};

/// The saved cards, and what the customer does with them.
#[derive(Default)]
pub(super) struct SavedCards {
    /// As the merchant's page gave them last.
    given: Vec<SavedMethod>,
    /// Those that are left.
    cards: Vec<SavedMethod>,
    chosen: Option<String>,
    /// The one that the customer thinks of removing.
    removing: Option<String>,
    now: Option<Month>,
}

impl SavedCards {
    /// Takes what the merchant's page gives. The first card that has not expired is chosen, unless the customer is
    /// `typing` another one; of a later list, nothing is chosen that was not chosen before. The same list again
    /// changes nothing, so what was removed stays so.
    pub(super) fn offer(&mut self, given: &[SavedMethod], now: Month, typing: bool) {
        if self.given == given {
            return;
        }
        let first = self.given.is_empty() && !typing;
        let before = self.chosen.take();
        *self = Self { given: given.to_vec(), cards: given.to_vec(), now: Some(now), ..Self::default() };
        let chosen = |card: &&SavedMethod| match &before {
            Some(id) => card.id == *id,
            None => first && !self.has_expired(card),
        };
        self.chosen = self.cards.iter().find(chosen).map(|card| card.id.clone());
    }

    /// The card to pay with; none for another card.
    pub(super) fn chosen(&self) -> Option<&SavedMethod> {
        let id = self.chosen.as_ref()?;
        self.cards.iter().find(|card| card.id == *id)
    }

    pub(super) fn choose(&mut self, id: Option<String>) {
        self.chosen = id;
        self.removing = None;
    }

    /// Asks whether to remove a card, and gives the question; or asks no longer.
    pub(super) fn ask_removal(&mut self, id: Option<String>, words: &Words) -> String {
        self.removing = id;
        let card = self.cards.iter().find(|card| self.removing.as_ref() == Some(&card.id));
        card.map(|card| about(words, text::REMOVE_QUESTION, card)).unwrap_or_default()
    }

    /// Takes the card away that the customer was asked about, and gives its id.
    pub(super) fn remove(&mut self) -> Option<String> {
        let id = self.removing.take()?;
        self.cards.retain(|card| card.id != id);
        if self.chosen.as_ref() == Some(&id) {
            self.chosen = None;
        }
        Some(id)
    }

    fn has_expired(&self, card: &SavedMethod) -> bool {
        self.now.is_some_and(|now| has_passed(card.exp_month, card.exp_year, now))
    }
}

impl Checkout {
    /// The list, while the card form is chosen and there is something to choose.
    pub(super) fn view_saved(&self, link: &Scope<Self>) -> Html {
        if self.saved.cards.is_empty() || !self.offer().is_some_and(|offer| offer.is_card()) {
            return Html::default();
        }
        let mut items = Vec::new();
        for card in &self.saved.cards {
            items.push(self.view_saved_card(card, link));
        }
        let another = node("span").text(self.words.get(text::ANOTHER_CARD)).html();
        items.push(self.view_choice(None, false, another, Html::default(), link));
        let group =
            node("div|class=tk-saved|role=radiogroup").set("aria-label", self.words.get(text::SAVED_CARDS));
        group.child(list(items)).html()
    }

    fn view_saved_card(&self, card: &SavedMethod, link: &Scope<Self>) -> Html {
        let brand = Brand::named(&card.brand);
        let words = &self.words;
        let button = |verb: Text, label: Text, id: &'static str| {
            node("button|type=button|class=tk-link")
                .set("data-testid", id)
                .set("aria-label", about(words, label, card))
                .flag("disabled", self.is_locked())
                .text(words.get(verb))
        };
        if self.saved.removing.as_ref() == Some(&card.id) {
            let question = about(words, text::REMOVE_QUESTION, card);
            return node("div|class=tk-item")
                .key(&card.id)
                .child(node("span|class=tk-item-head").text(question).html())
                .child(
                    button(text::REMOVE, text::REMOVE_LABEL, "remove-confirm")
                        .on_click(link, || Message::Remove)
                        .html(),
                )
                // Last, as the button to remove was: a second press of it changes nothing.
                .child(
                    button(text::KEEP, text::KEEP_LABEL, "remove-keep")
                        .on_click(link, || Message::AskRemoval(None))
                        .html(),
                )
                .html();
        }
        let expired = self.saved.has_expired(card);
        let until = if expired {
            words.get(text::EXPIRED)
        } else {
            format!("{:02}/{:02}", card.exp_month, card.exp_year % 100).into()
        };
        let short =
            node("span|aria-hidden=true").text(format!("{} •••• {} ", name_of(words, card), card.last4));
        let name = node("span|class=tk-saved-name")
            .child(short.html())
            .child(node("span|class=tk-unseen").text(called(words, card)).html())
            .child(soft(until));
        // The name says the brand, once.
        let mark = node("span|aria-hidden=true").child(brand_mark(brand)).html();
        let says = list(vec![mark, name.html()]);
        let remove = if self.options.saved_payment_method_remove.0 {
            let id = card.id.clone();
            let ask = move || Message::AskRemoval(Some(id.clone()));
            button(text::REMOVE, text::REMOVE_LABEL, "remove-saved").on_click(link, ask).html()
        } else {
            Html::default()
        };
        self.view_choice(Some(card.id.clone()), expired, says, remove, link)
    }

    fn view_choice(
        &self,
        id: Option<String>,
        expired: bool,
        says: Html,
        beside: Html,
        link: &Scope<Self>,
    ) -> Html {
        let chosen = self.saved.chosen == id;
        let key = id.clone().unwrap_or_default();
        let input = node("input|type=radio|name=tk-saved")
            .flag("disabled", expired || self.is_locked())
            .checked(chosen)
            .on("change", link, move |_| Some(Message::ChooseSaved(id.clone())));
        node("div|class=tk-item")
            .key(&key)
            .set("data-saved", key)
            .flag("data-chosen", chosen)
            .child(node("label|class=tk-item-head").child(input.html()).child(says).html())
            .child(beside)
            .html()
    }

    /// Whether nothing in the form can be changed.
    pub(super) fn is_locked(&self) -> bool {
        self.stage != Stage::Open || self.options.read_only
    }
}

/// What people call the card's brand.
fn name_of(words: &Words, card: &SavedMethod) -> AttrValue {
    Brand::named(&card.brand).map_or_else(|| words.get(text::CARD), |brand| brand.display_name().into())
}

/// The card, as it is read out.
fn called(words: &Words, card: &SavedMethod) -> String {
    words.fill(text::CARD_ENDING, &[("brand", &name_of(words, card)), ("last4", &card.last4)])
}

/// What is said, or done, about a card.
fn about(words: &Words, text: Text, card: &SavedMethod) -> String {
    words.fill(text, &[("card", &called(words, card))])
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Month = Month { year: 2026, month: 11 };

    fn card(id: &str, exp_month: u32, exp_year: u32) -> SavedMethod {
        SavedMethod { id: id.into(), brand: "visa".into(), last4: "4242".into(), exp_month, exp_year }
    }

    fn offered(given: &[SavedMethod]) -> SavedCards {
        let mut saved = SavedCards::default();
        saved.offer(given, NOW, false);
        saved
    }

    fn chosen(saved: &SavedCards) -> Option<&str> {
        saved.chosen().map(|card| card.id.as_str())
    }

    #[test]
    fn the_first_card_that_is_good_is_chosen() {
        let given = [card("pm_1", 10, 2026), card("pm_2", 11, 2026), card("pm_3", 1, 2030)];
        assert_eq!(chosen(&offered(&given)), Some("pm_2"));
        assert_eq!(chosen(&offered(&[card("pm_1", 12, 2025)])), None);
    }

    #[test]
    fn the_same_list_again_changes_nothing() {
        let given = [card("pm_1", 1, 2030), card("pm_2", 1, 2030)];
        let mut saved = offered(&given);
        saved.choose(None);
        saved.offer(&given, NOW, false);
        assert_eq!(chosen(&saved), None);
    }

    #[test]
    fn another_list_chooses_nothing_that_was_not_chosen() {
        let given = [card("pm_1", 1, 2030), card("pm_2", 1, 2030)];
        let mut saved = offered(&given);
        saved.choose(None);
        saved.offer(&given[1..], NOW, true);
        assert_eq!(chosen(&saved), None);
        let mut saved = offered(&given);
        saved.offer(&given[..1], NOW, false);
        assert_eq!(chosen(&saved), Some("pm_1"));
        saved.offer(&given[1..], NOW, false);
        assert_eq!(chosen(&saved), None);
        let mut typing = SavedCards::default();
        typing.offer(&given, NOW, true);
        assert_eq!(chosen(&typing), None);
    }

    #[test]
    fn a_card_is_removed_only_when_asked_about() {
        let given = [card("pm_1", 1, 2030), card("pm_2", 1, 2030)];
        let mut saved = offered(&given);
        assert_eq!(saved.remove(), None);
        saved.ask_removal(Some("pm_1".into()), &Words::english("en"));
        saved.ask_removal(None, &Words::english("en"));
        assert_eq!((saved.remove(), chosen(&saved)), (None, Some("pm_1")));
        saved.ask_removal(Some("pm_1".into()), &Words::english("en"));
        assert_eq!((saved.remove().as_deref(), chosen(&saved)), (Some("pm_1"), None));
        saved.offer(&given, NOW, false);
        assert_eq!(saved.cards.len(), 1);
    }
}
