//! Nodes that the form has many of, each built in one place: a loop inside `html!` is compiled anew for each list.

use yew::prelude::*;
use yew::virtual_dom::VList;

/// A list of nodes, apart from its neighbours: Yew matches those without keys by their place, counted from the end,
/// and a field above a list that grew shorter would be made anew and lose the focus.
pub(super) fn list(nodes: Vec<Html>) -> Html {
    VList::with_children(nodes, None).into()
}

/// Words that stand back behind others.
pub(super) fn soft(words: String) -> Html {
    html! { <span class="tk-soft">{ words }</span> }
}
