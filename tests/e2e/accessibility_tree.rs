//! The accessibility tree of each screen, as assistive technology is given it, against a snapshot in `snapshots/`.
//!
//! One line a node: role, name, states, description. Written anew by `TILLKIT_WRITE_SNAPSHOTS=1`.

use crate::devtools;
use crate::screens::{Place, Screen};
use crate::snapshot;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use tillkit_e2e::Merchant;

/// Entries of a longer list, such as the countries', depend on the browser's version.
const LONGEST_LIST: usize = 12;

/// Nodes that say nothing themselves.
const SILENT: [&str; 9] = [
    "none",
    "generic",
    "InlineTextBox",
    "LabelText",
    "MenuListPopup",
    "GenericContainer",
    "LineBreak",
    "ListMarker",
    "IframePresentational",
];

/// Whose name is what they contain.
const NAMED_BY_CONTENT: [&str; 10] = [
    "button",
    "tab",
    "radio",
    "checkbox",
    "link",
    "heading",
    "option",
    "MenuListOption",
    "image",
    "graphics-symbol",
];

/// Where the tree differs from the screen's snapshot.
pub(crate) async fn differences(merchant: &Merchant, screen: Screen) -> Option<String> {
    let frame = match screen.place {
        Place::Form => devtools::form_frame(&merchant.browser).await,
        Place::Dialog | Place::Page => devtools::page_frame(&merchant.browser).await,
    };
    let answer =
        devtools::command(&merchant.browser, "Accessibility.getFullAXTree", json!({ "frameId": frame }))
            .await;
    let nodes = answer.get("nodes").and_then(Value::as_array).cloned().unwrap_or_default();
    let tree =
        Tree { nodes: nodes.iter().filter_map(|node| Some((node.get("nodeId")?.as_str()?, node))).collect() };
    let root = nodes.first().and_then(|node| node.get("nodeId")?.as_str()).unwrap_or_default();
    let mut lines = String::new();
    tree.write(root, 0, "", &mut lines);
    snapshot::difference(&format!("tree_{}", screen.file_name()), &lines)
}

struct Tree<'a> {
    nodes: BTreeMap<&'a str, &'a Value>,
}

impl Tree<'_> {
    fn write(&self, id: &str, depth: usize, parent: &str, lines: &mut String) {
        let Some(node) = self.nodes.get(id) else { return };
        let role = node.pointer("/role/value").and_then(Value::as_str).unwrap_or_default();
        let ignored = node.get("ignored") == Some(&json!(true));
        let text = role == "StaticText";
        let silent = ignored || SILENT.contains(&role) || (text && NAMED_BY_CONTENT.contains(&parent));
        if !silent {
            let line = if text { named(node, "text") } else { described(node, role) };
            lines.push_str(&"  ".repeat(depth));
            lines.push_str(&line);
            lines.push('\n');
        }
        if text {
            return;
        }
        let (depth, parent) = if silent { (depth, parent) } else { (depth + 1, role) };
        let children = node.get("childIds").and_then(Value::as_array).cloned().unwrap_or_default();
        let options = role == "MenuListPopup" && children.len() > LONGEST_LIST;
        for child in children.iter().take(if options { 1 } else { children.len() }) {
            self.write(child.as_str().unwrap_or_default(), depth, parent, lines);
        }
        if options {
            lines.push_str(&format!("{}and more\n", "  ".repeat(depth)));
        }
    }
}

/// A role and a name, without what is different every time: times left, references, ids.
fn named(node: &Value, role: &str) -> String {
    let name = node.pointer("/name/value").and_then(Value::as_str).unwrap_or_default().trim();
    if name.is_empty() {
        return role.to_owned();
    }
    let time = name.split(' ').map(|word| {
        let clock = word.contains(':') && word.chars().all(|c| c.is_ascii_digit() || c == ':');
        let id = word.starts_with("ord_") || word.chars().filter(char::is_ascii_digit).count() > 5;
        if clock || id { "#" } else { word }
    });
    format!("{role} \"{}\"", time.collect::<Vec<_>>().join(" "))
}

fn described(node: &Value, role: &str) -> String {
    let mut line = named(node, role);
    let properties = node.get("properties").and_then(Value::as_array).cloned().unwrap_or_default();
    for property in &properties {
        let name = property.get("name").and_then(Value::as_str).unwrap_or_default();
        let value = property.pointer("/value/value").cloned().unwrap_or_default();
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let told = match name {
            "expanded" | "selected" | "checked" | "level" | "modal" => true,
            "required" | "disabled" | "readonly" | "busy" => value == "true",
            "invalid" => value != "false",
            _ => false,
        };
        if told {
            line.push_str(&format!(" {name}={value}"));
        }
    }
    if let Some(description) = node.pointer("/description/value").and_then(Value::as_str)
        && !description.is_empty()
    {
        line.push_str(&format!(" described by \"{description}\""));
    }
    line
}
