//! Texts and pictures that a run is compared with, kept in `snapshots/`. `TILLKIT_WRITE_SNAPSHOTS=1` writes them anew.

use std::path::{Path, PathBuf};

/// Whether snapshots are to be written instead of compared with.
pub(crate) fn writing() -> bool {
    std::env::var_os("TILLKIT_WRITE_SNAPSHOTS").is_some()
}

/// What a kept file holds; nothing where there is none.
pub(crate) fn read_bytes(file: &str) -> Vec<u8> {
    std::fs::read(path(file)).unwrap_or_default()
}

/// Keeps a file anew.
pub(crate) fn write_bytes(file: &str, bytes: &[u8]) {
    let path = path(file);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, bytes).unwrap();
}

/// The lines in which `text` differs from its snapshot.
pub(crate) fn difference(name: &str, text: &str) -> Option<String> {
    let file = format!("{name}.txt");
    if writing() {
        write_bytes(&file, text.as_bytes());
        return None;
    }
    let kept = String::from_utf8(read_bytes(&file)).unwrap();
    if kept == text {
        return None;
    }
    let (mut kept, mut text) = (kept.lines(), text.lines());
    let mut lines = String::new();
    loop {
        match (kept.next(), text.next()) {
            (None, None) => break,
            (before, now) if before == now => {}
            (before, now) => {
                for (sign, line) in [("-", before), ("+", now)] {
                    lines.extend(line.map(|line| format!("\n  {sign} {line}")));
                }
            }
        }
    }
    Some(format!("snapshots/{file}, written anew by TILLKIT_WRITE_SNAPSHOTS=1, differs:{lines}"))
}

fn path(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("snapshots").join(file)
}
