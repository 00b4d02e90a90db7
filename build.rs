//! Makes the form's English texts, and a constant for each, from `www/locales`; and refuses what would leave a gap in
//! another language.
#![allow(clippy::print_stdout, reason = "this is how build scripts speak")]

#[path = "build/locales.rs"]
mod locales;

use locales::{ENGLISH, Locale};
use std::fmt::Write;
use std::path::Path;
use std::process::ExitCode;
use std::{env, fs, io};

fn main() -> ExitCode {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=build/locales.rs");
    println!("cargo::rerun-if-changed=www/locales");
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(wrong) => {
            for line in wrong {
                println!("cargo::error={line}");
            }
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Vec<String>> {
    let failed = |error: io::Error| vec![format!("www/locales: {error}")];
    let mut files = Vec::new();
    for entry in fs::read_dir("www/locales").map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        files.push((name, fs::read_to_string(&path).map_err(failed)?));
    }
    files.sort();
    let (english, others): (Vec<_>, Vec<_>) = files.iter().partition(|(name, _)| name == ENGLISH);
    let Some((_, english)) = english.first() else {
        return Err(vec![format!("www/locales/{ENGLISH} is missing")]);
    };
    let english = locales::read(ENGLISH, english)?;
    let mut wrong = Vec::new();
    for (name, json) in others {
        match locales::read(name, json) {
            Ok(other) => wrong.extend(locales::differences(name, &english, &other)),
            Err(lines) => wrong.extend(lines),
        }
    }
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let folder = env::var_os("OUT_DIR").ok_or_else(|| vec!["cargo gives no OUT_DIR".to_owned()])?;
    fs::write(Path::new(&folder).join("texts.rs"), constants(&english)).map_err(failed)
}

/// A constant for each text of the form, by its key, and English: the language's tag and those texts, one a line.
fn constants(english: &Locale) -> String {
    let form = english.0.iter().find(|(section, _)| section == "form").map(|(_, form)| form.0.as_slice());
    let (mut made, mut lines) = (String::new(), "en".to_owned());
    for (line, (key, text)) in (1..).zip(form.unwrap_or_default()) {
        // Never fails: it is written to a text.
        let _ = writeln!(made, "pub(crate) const {}: Text = Text({line});", key.to_uppercase());
        lines.push('\n');
        lines.push_str(text);
    }
    let _ = writeln!(made, "const FIRST_ERROR: usize = {};", lines.split('\n').count());
    let _ = writeln!(made, "const ENGLISH: &str = {lines:?};");
    made
}
