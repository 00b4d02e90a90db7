//! The methods to choose from, as tabs or as an accordion.

use super::checkout::{Checkout, Message};
use super::node::{list, soft};
use crate::browser::extras::Extras;
use crate::text;
use tillkit_core::method::Offer;
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;
use yew::html::Scope;
use yew::prelude::*;

/// Tabs that are shown beside "More"; as many more are shown without it.
const TABS_BESIDE_MORE: usize = 3;
/// Items of an accordion that are shown at first, where the merchant does not say.
const VISIBLE_ITEMS: usize = 5;
/// A list longer than this can be searched.
const SEARCH_BEYOND: usize = 8;

/// What a list of methods shows.
pub(crate) struct MethodList<'a> {
    pub(crate) offers: &'a [Offer],
    pub(crate) chosen: Option<usize>,
    /// Every method is shown.
    pub(crate) open: bool,
    pub(crate) search: &'a str,
    pub(crate) locked: bool,
    /// How many items of an accordion are shown at first.
    pub(crate) visible: Option<u32>,
    pub(crate) extras: &'a Extras,
    pub(crate) link: &'a Scope<Checkout>,
    /// The chosen tab's element.
    pub(crate) tab: NodeRef,
}

/// The id of a method's tab or radio button.
pub(crate) fn tab_id(offer: &Offer) -> String {
    format!("tk-method-{}", offer.kind)
}

impl MethodList<'_> {
    /// Tabs, in the way of the ARIA pattern: one of them is in the tab order, arrows go to the others.
    pub(crate) fn tabs(&self) -> Html {
        let shown =
            self.shown(if self.offers.len() > TABS_BESIDE_MORE + 1 { TABS_BESIDE_MORE } else { usize::MAX });
        let hidden = self.offers.len() - shown.len();
        let onkeydown = {
            let (shown, chosen) = (shown.clone(), self.chosen);
            self.link.batch_callback(move |event: KeyboardEvent| {
                let at = shown.iter().position(|place| Some(*place) == chosen).unwrap_or_default();
                let to = match event.key().as_str() {
                    "ArrowRight" | "ArrowDown" => (at + 1) % shown.len(),
                    "ArrowLeft" | "ArrowUp" => (at + shown.len() - 1) % shown.len(),
                    "Home" => 0,
                    "End" => shown.len() - 1,
                    _ => return None,
                };
                event.prevent_default();
                shown.get(to).map(|place| Message::Choose(*place))
            })
        };
        let mut tabs = Vec::new();
        for place in &shown {
            if let Some(offer) = self.offers.get(*place) {
                tabs.push(self.tab(*place, offer));
            }
        }
        html! {
            <>
                <div class="tk-tabs">
                    <div class="tk-tablist" role="tablist" aria-label={text::METHODS} {onkeydown}>
                        { list(tabs) }
                    </div>
                    if hidden > 0 {
                        <button
                            type="button"
                            class="tk-tab tk-more"
                            data-testid="more-methods"
                            aria-expanded={if self.open { "true" } else { "false" }}
                            disabled={self.locked}
                            onclick={self.link.callback(|_| Message::ToggleMore)}
                        >
                            { text::MORE }
                            { soft(format!("+{hidden}")) }
                        </button>
                    }
                </div>
                if self.open && hidden > 0 {
                    <div class="tk-others">
                        { self.search_field() }
                        { self.others(&shown) }
                        { self.nothing_found() }
                    </div>
                }
            </>
        }
    }

    /// The methods that the search finds, without those that are `shown` anyway.
    fn others(&self, shown: &[usize]) -> Html {
        let mut others = Vec::new();
        for place in self.found() {
            if let (Some(offer), false) = (self.offers.get(place), shown.contains(&place)) {
                others.push(html! {
                    <button
                        key={offer.kind.clone()}
                        type="button"
                        class="tk-other"
                        data-method={offer.kind.clone()}
                        disabled={self.locked}
                        onclick={self.link.callback(move |_| Message::Choose(place))}
                    >
                        { self.mark_and_name(offer) }
                    </button>
                });
            }
        }
        list(others)
    }

    fn tab(&self, place: usize, offer: &Offer) -> Html {
        let chosen = self.chosen == Some(place);
        html! {
            <button
                key={offer.kind.clone()}
                ref={if chosen { self.tab.clone() } else { NodeRef::default() }}
                type="button"
                role="tab"
                class="tk-tab"
                id={tab_id(offer)}
                data-method={offer.kind.clone()}
                aria-selected={if chosen { "true" } else { "false" }}
                aria-controls="tk-panel"
                tabindex={if chosen { "0" } else { "-1" }}
                disabled={self.locked}
                onclick={self.link.callback(move |_| Message::Choose(place))}
            >
                { self.mark_and_name(offer) }
            </button>
        }
    }

    /// An accordion of radio buttons; `panel` belongs to the chosen one.
    pub(crate) fn accordion(&self, panel: &Html) -> Html {
        let visible = self.visible.map_or(VISIBLE_ITEMS, |count| count.max(1) as usize);
        let places: Vec<_> = if self.open { self.found().collect() } else { self.shown(visible) };
        let hidden = !self.open && places.len() < self.offers.len();
        let mut items = Vec::new();
        for place in &places {
            if let Some(offer) = self.offers.get(*place) {
                items.push(self.item(*place, offer, panel));
            }
        }
        html! {
            <div class="tk-accordion" role="radiogroup" aria-label={text::METHODS}>
                if self.open {
                    { self.search_field() }
                }
                { list(items) }
                { self.nothing_found() }
                if hidden {
                    <button
                        type="button"
                        class="tk-link"
                        data-testid="more-methods"
                        disabled={self.locked}
                        onclick={self.link.callback(|_| Message::ToggleMore)}
                    >
                        { text::SHOW_ALL }
                        { soft(format!(" ({})", self.offers.len())) }
                    </button>
                }
            </div>
        }
    }

    fn item(&self, place: usize, offer: &Offer, panel: &Html) -> Html {
        let chosen = self.chosen == Some(place);
        html! {
            <div class="tk-item" key={offer.kind.clone()} data-chosen={chosen.then_some("true")}>
                <label class="tk-item-head" data-method={offer.kind.clone()}>
                    <input
                        type="radio"
                        name="tk-method"
                        id={tab_id(offer)}
                        checked={chosen}
                        disabled={self.locked}
                        onchange={self.link.callback(move |_| Message::Choose(place))}
                    />
                    { self.mark_and_name(offer) }
                </label>
                if chosen {
                    <div class="tk-item-body">{ panel.clone() }</div>
                }
            </div>
        }
    }

    fn mark_and_name(&self, offer: &Offer) -> Html {
        html! {
            <>
                <img class="tk-method-mark" src={self.extras.mark(&offer.kind)} alt="" width="38" height="24" />
                <span class="tk-method-name">{ offer.name() }</span>
            </>
        }
    }

    fn search_field(&self) -> Html {
        if self.offers.len() <= SEARCH_BEYOND {
            return Html::default();
        }
        let oninput = self.link.batch_callback(|event: InputEvent| {
            let input: HtmlInputElement = event.target()?.dyn_into().ok()?;
            Some(Message::Search(input.value()))
        });
        html! {
            <input
                type="search"
                class="tk-input tk-search"
                aria-label={text::SEARCH}
                placeholder={text::SEARCH}
                autocomplete="off"
                value={self.search.to_owned()}
                {oninput}
            />
        }
    }

    fn nothing_found(&self) -> Html {
        let nothing = self.found().next().is_none();
        html! { <p class="tk-soft" role="status">{ if nothing { text::NOTHING_FOUND } else { "" } }</p> }
    }

    /// The places of those that the search finds.
    fn found(&self) -> impl Iterator<Item = usize> {
        let wanted = self.search.trim().to_ascii_lowercase();
        self.offers
            .iter()
            .enumerate()
            .filter(move |(_, offer)| {
                offer.name().to_ascii_lowercase().contains(&wanted) || offer.kind.contains(&wanted)
            })
            .map(|(place, _)| place)
    }

    /// The first `count` places, with the chosen one in place of the last if it is not among them.
    fn shown(&self, count: usize) -> Vec<usize> {
        let mut places: Vec<_> = (0..self.offers.len().min(count)).collect();
        if let (Some(chosen), Some(last)) = (self.chosen, places.last_mut())
            && chosen > *last
        {
            *last = chosen;
        }
        places
    }
}
