//! How the form's nodes are made. By functions: `html!` compiles each element and attribute to code of its own, which took
//! more of the widget than all of Yew.

use super::checkout::{Checkout, Message};
use std::rc::Rc;
use web_sys::Event;
use yew::html::Scope;
use yew::virtual_dom::{
    AttributeOrProperty, Attributes, Key, Listener, ListenerKind, VList, VNode, VTag, VText,
};
use yew::{AttrValue, Html, NodeRef};

/// The attributes that elements of the form have. All have this list, with gaps: Yew compares those of one list place by
/// place, and needs no map of them.
const ATTRIBUTES: &[&str] = &[
    "class",
    "type",
    "id",
    "name",
    "for",
    "role",
    "data-testid",
    "data-field",
    "data-method",
    "data-row",
    "data-stage",
    "data-kind",
    "data-shown",
    "data-main",
    "data-brand",
    "data-saved",
    "data-chosen",
    "aria-label",
    "aria-labelledby",
    "aria-describedby",
    "aria-controls",
    "aria-selected",
    "aria-expanded",
    "aria-required",
    "aria-invalid",
    "aria-hidden",
    "aria-busy",
    "autocomplete",
    "autocapitalize",
    "autocorrect",
    "spellcheck",
    "inputmode",
    "enterkeyhint",
    "placeholder",
    "readonly",
    "disabled",
    "selected",
    "value",
    "tabindex",
    "novalidate",
    "lang",
    "dir",
    "href",
    "target",
    "rel",
    "src",
    "alt",
    "width",
    "height",
    "viewBox",
    "d",
];

/// An element that is being made.
pub(super) struct Node(Rc<VTag>);

/// Begins an element with what never changes of it: its name and its attributes, with bars between.
///
/// ```ignore
/// node("button|type=button|class=tk-link").text("More").on_click(link, || Message::ToggleMore).html()
/// ```
pub(super) fn node(shape: &'static str) -> Node {
    let mut parts = shape.split('|');
    let mut tag = VTag::new(AttrValue::Static(parts.next().unwrap_or_default()));
    let values = ATTRIBUTES.iter().map(|_| None).collect();
    tag.set_attributes(Attributes::Dynamic { keys: ATTRIBUTES, values });
    let mut node = Node(Rc::new(tag));
    for part in parts {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        node = node.attribute(name, AttrValue::Static(value));
    }
    node
}

impl Node {
    fn change(mut self, change: impl FnOnce(&mut VTag)) -> Self {
        // There is no other reference before `html`.
        if let Some(tag) = Rc::get_mut(&mut self.0) {
            change(tag);
        }
        self
    }

    /// Gives it an attribute.
    pub(super) fn set(self, name: &str, value: impl Into<AttrValue>) -> Self {
        self.attribute(name, value.into())
    }

    fn attribute(self, name: &str, value: AttrValue) -> Self {
        let place = ATTRIBUTES.iter().position(|known| *known == name);
        debug_assert!(place.is_some(), "ATTRIBUTES lacks {name}");
        self.change(|tag| {
            if let Attributes::Dynamic { values, .. } = &mut tag.attributes
                && let Some(slot) = place.and_then(|place| values.get_mut(place))
            {
                *slot = Some(AttributeOrProperty::Attribute(value));
            }
        })
    }

    /// Gives it an attribute that is there or not.
    pub(super) fn flag(self, name: &str, is_there: bool) -> Self {
        if is_there { self.attribute(name, AttrValue::Static("true")) } else { self }
    }

    /// Gives it an attribute that says `true` or `false`.
    pub(super) fn truth(self, name: &str, is_so: bool) -> Self {
        self.attribute(name, AttrValue::Static(if is_so { "true" } else { "false" }))
    }

    /// The name by which it is found again among its siblings.
    pub(super) fn key(self, key: &str) -> Self {
        self.change(|tag| tag.key = Some(Key::from(key)))
    }

    /// Has `place` refer to it.
    pub(super) fn place(self, place: NodeRef) -> Self {
        self.change(|tag| tag.node_ref = place)
    }

    /// What is in an input.
    pub(super) fn value(self, value: impl Into<AttrValue>) -> Self {
        let value = value.into();
        self.change(|tag| tag.set_value(Some(value)))
    }

    /// Whether a box or radio button is ticked.
    pub(super) fn checked(self, is_ticked: bool) -> Self {
        self.change(|tag| tag.set_checked(is_ticked))
    }

    /// One more node in it.
    pub(super) fn child(self, child: Html) -> Self {
        self.change(|tag| tag.add_child(child))
    }

    /// Text in it.
    pub(super) fn text(self, text: impl Into<AttrValue>) -> Self {
        self.child(words(text))
    }

    /// Sends the form what an event stands for, if anything.
    pub(super) fn on(
        self,
        event: &'static str,
        link: &Scope<Checkout>,
        message: impl Fn(Event) -> Option<Message> + 'static,
    ) -> Self {
        self.listener(Rc::new(On { event, link: link.clone(), message }))
    }

    fn listener(self, listener: Rc<dyn Listener>) -> Self {
        self.change(|tag| {
            tag.add_listener(listener);
        })
    }

    /// Sends the form a message for each click.
    pub(super) fn on_click(self, link: &Scope<Checkout>, message: impl Fn() -> Message + 'static) -> Self {
        self.on("click", link, move |_| Some(message()))
    }

    /// It is made.
    pub(super) fn html(self) -> Html {
        VNode::VTag(self.0)
    }
}

/// A listener of whatever kind.
struct On<F> {
    event: &'static str,
    link: Scope<Checkout>,
    message: F,
}

impl<F: Fn(Event) -> Option<Message>> Listener for On<F> {
    fn kind(&self) -> ListenerKind {
        // Not by the kinds of each event, of which Yew would copy the list here.
        ListenerKind::other(self.event.into())
    }

    fn handle(&self, event: Event) {
        if let Some(message) = (self.message)(event) {
            self.link.send_message(message);
        }
    }

    fn passive(&self) -> bool {
        false
    }
}

/// A list of nodes, apart from its neighbours: Yew matches those without keys by their place, counted from the end,
/// and a field above a list that grew shorter would be made anew and lose the focus.
pub(super) fn list(nodes: Vec<Html>) -> Html {
    VList::with_children(nodes, None).into()
}

/// Text alone.
pub(super) fn words(text: impl Into<AttrValue>) -> Html {
    VText::new(text).into()
}

/// Words that stand back behind others.
pub(super) fn soft(text: impl Into<AttrValue>) -> Html {
    node("span|class=tk-soft").text(text).html()
}
