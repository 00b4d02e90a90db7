//! The methods to choose from, as tabs or as an accordion.

use super::checkout::{Checkout, Message};
use super::node::{Node, list, node, soft};
use crate::browser::extras::Extras;
use crate::browser::intl;
use crate::text::{self, Words};
use tillkit_core::method::Offer;
use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, KeyboardEvent};
use yew::html::Scope;
use yew::{AttrValue, Html, NodeRef};

/// Tabs that are shown beside "More"; as many more are shown without it.
const TABS_BESIDE_MORE: usize = 3;
/// Items of an accordion that are shown at first, where the merchant does not say.
const VISIBLE_ITEMS: usize = 5;
/// A list longer than this can be searched.
const SEARCH_BEYOND: usize = 8;

/// What a list of methods shows.
pub(crate) struct MethodList<'a> {
    pub(crate) words: &'a Words,
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
        let mut tabs = Vec::new();
        for place in &shown {
            if let Some(offer) = self.offers.get(*place) {
                tabs.push(self.tab(*place, offer));
            }
        }
        let others = if self.open && hidden > 0 {
            let others = node("div|class=tk-others").child(self.search_field()).child(self.others(&shown));
            others.child(self.nothing_found()).html()
        } else {
            Html::default()
        };
        let more = if hidden > 0 {
            self.more("button|type=button|class=tk-tab tk-more|data-testid=more-methods")
                .truth("aria-expanded", self.open)
                .text(self.words.get(text::MORE))
                .child(soft(format!("+{hidden}")))
                .html()
        } else {
            Html::default()
        };
        let chosen = self.chosen;
        let tablist = node("div|class=tk-tablist|role=tablist")
            .set("aria-label", self.words.get(text::METHODS))
            .on("keydown", self.link, move |event| {
                let event: KeyboardEvent = event.dyn_into().ok()?;
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
            .child(list(tabs));
        list(vec![node("div|class=tk-tabs").child(tablist.html()).child(more).html(), others])
    }

    /// The button that shows all methods, or fewer.
    fn more(&self, shape: &'static str) -> Node {
        node(shape).flag("disabled", self.locked).on_click(self.link, || Message::ToggleMore)
    }

    /// The methods that the search finds, without those that are `shown` anyway.
    fn others(&self, shown: &[usize]) -> Html {
        let mut others = Vec::new();
        for place in self.found() {
            if let (Some(offer), false) = (self.offers.get(place), shown.contains(&place)) {
                let other = node("button|type=button|class=tk-other")
                    .key(&offer.kind)
                    .set("data-method", offer.kind.clone())
                    .flag("disabled", self.locked)
                    .on_click(self.link, move || Message::Choose(place));
                others.push(self.marked(other, offer).html());
            }
        }
        list(others)
    }

    fn tab(&self, place: usize, offer: &Offer) -> Html {
        let chosen = self.chosen == Some(place);
        let tab = node("button|type=button|role=tab|class=tk-tab|aria-controls=tk-panel")
            .key(&offer.kind)
            .place(if chosen { self.tab.clone() } else { NodeRef::default() })
            .set("id", tab_id(offer))
            .set("data-method", offer.kind.clone())
            .truth("aria-selected", chosen)
            .set("tabindex", if chosen { "0" } else { "-1" })
            .flag("disabled", self.locked)
            .on_click(self.link, move || Message::Choose(place));
        self.marked(tab, offer).html()
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
        let search = if self.open { self.search_field() } else { Html::default() };
        let more = if hidden {
            self.more("button|type=button|class=tk-link|data-testid=more-methods")
                .text(self.words.get(text::SHOW_ALL))
                .child(soft(format!(" ({})", self.offers.len())))
                .html()
        } else {
            Html::default()
        };
        node("div|class=tk-accordion|role=radiogroup")
            .set("aria-label", self.words.get(text::METHODS))
            .child(search)
            .child(list(items))
            .child(self.nothing_found())
            .child(more)
            .html()
    }

    fn item(&self, place: usize, offer: &Offer, panel: &Html) -> Html {
        let chosen = self.chosen == Some(place);
        let input = node("input|type=radio|name=tk-method")
            .set("id", tab_id(offer))
            .flag("disabled", self.locked)
            .checked(chosen)
            .on("change", self.link, move |_| Some(Message::Choose(place)));
        let head =
            node("label|class=tk-item-head").set("data-method", offer.kind.clone()).child(input.html());
        // There is something after the head either way: as the last of its siblings it would be made anew, and lose the focus.
        let body =
            if chosen { node("div|class=tk-item-body").child(panel.clone()).html() } else { Html::default() };
        node("div|class=tk-item")
            .key(&offer.kind)
            .flag("data-chosen", chosen)
            .child(self.marked(head, offer).html())
            .child(body)
            .html()
    }

    /// Puts a method's mark and name into a node.
    fn marked(&self, node_of: Node, offer: &Offer) -> Node {
        let mark =
            node("img|class=tk-method-mark|alt|width=38|height=24").set("src", self.extras.mark(&offer.kind));
        node_of
            .child(mark.html())
            .child(node("span|class=tk-method-name").text(self.words.method(offer)).html())
    }

    fn search_field(&self) -> Html {
        if self.offers.len() <= SEARCH_BEYOND {
            return Html::default();
        }
        node("input|type=search|class=tk-input tk-search|autocomplete=off")
            .set("aria-label", self.words.get(text::SEARCH))
            .set("placeholder", self.words.get(text::SEARCH))
            .value(self.search.to_owned())
            .on("input", self.link, |event| {
                let input: HtmlInputElement = event.target()?.dyn_into().ok()?;
                Some(Message::Search(input.value()))
            })
            .html()
    }

    fn nothing_found(&self) -> Html {
        let nothing = self.found().next().is_none();
        node("p|class=tk-soft|role=status")
            .text(if nothing { self.words.get(text::NOTHING_FOUND) } else { AttrValue::default() })
            .html()
    }

    /// The places of those that the search finds.
    fn found(&self) -> impl Iterator<Item = usize> {
        let wanted = intl::lower_case(self.search.trim());
        self.offers
            .iter()
            .enumerate()
            .filter(move |(_, offer)| {
                intl::lower_case(&self.words.method(offer)).contains(&wanted) || offer.kind.contains(&wanted)
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
