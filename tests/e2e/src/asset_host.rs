//! A provider's server for the built files, that makes mistakes.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

/// Of a content's hash in a file's name.
const HASH_DIGITS: usize = 16;

/// What the server does with a request for a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Serve {
    /// Sends it as it should be sent.
    Well,
    /// Sends it with this media type.
    As(&'static str),
    /// Sends it with its last byte changed.
    Changed,
    /// Sends this text in its place, as a page.
    Page(&'static str),
    /// Sends it with headers that forbid every frame.
    Unframeable,
    /// Answers with this status and no file.
    Status(u16),
    /// Closes the connection without an answer.
    Nothing,
    /// Closes the connection after half of the file.
    Half,
}

/// Serves `dist/v1` on a port of its own for as long as the test runs.
#[derive(Debug)]
pub struct AssetHost {
    /// What `assetsBase` has to be.
    pub base: String,
    requests: Arc<Mutex<BTreeMap<String, u32>>>,
}

impl AssetHost {
    /// Starts it. `decide` is told the file's name without its hash, and how often it was asked for before.
    pub fn start(decide: impl Fn(&str, u32) -> Serve + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base = format!("http://{}/", listener.local_addr().unwrap());
        let requests = Arc::new(Mutex::new(BTreeMap::new()));
        let (decide, counts) = (Arc::new(decide), Arc::clone(&requests));
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(std::io::Result::ok) {
                let (decide, counts) = (Arc::clone(&decide), Arc::clone(&counts));
                std::thread::spawn(move || answer(stream, &*decide, &counts));
            }
        });
        Self { base, requests }
    }

    /// How often a file was asked for, by its name without its hash.
    #[must_use]
    pub fn requests(&self, name: &str) -> u32 {
        self.requests.lock().unwrap().get(name).copied().unwrap_or(0)
    }
}

/// The name without the content's hash: `frame.js` for `frame.0123456789abcdef.js`.
#[must_use]
pub fn plain_name(name: &str) -> String {
    match name.split('.').collect::<Vec<_>>().as_slice() {
        [stem, hash, ending] if hash.len() == HASH_DIGITS => format!("{stem}.{ending}"),
        _ => name.to_owned(),
    }
}

fn answer(
    stream: TcpStream,
    decide: &dyn Fn(&str, u32) -> Serve,
    counts: &Mutex<BTreeMap<String, u32>>,
) -> Option<()> {
    let mut lines = BufReader::new(stream.try_clone().ok()?).lines().map_while(std::io::Result::ok);
    let request = lines.next()?;
    // A connection closed with unread bytes would be reset, and the answer lost with it.
    lines.find(String::is_empty)?;
    let name = request.split(' ').nth(1)?.split('?').next()?.trim_start_matches('/').to_owned();
    let plain = plain_name(&name);
    let before = {
        let mut counts = counts.lock().unwrap();
        let count = counts.entry(plain.clone()).or_default();
        *count += 1;
        *count - 1
    };
    send(stream, &name, decide(&plain, before))
}

fn send(mut stream: TcpStream, name: &str, serve: Serve) -> Option<()> {
    let path = folder().join(name);
    let (mut status, mut content) = (200, std::fs::read(&path).unwrap_or_default());
    let mut kind = match path.extension().and_then(|ending| ending.to_str()) {
        Some("js") => "text/javascript",
        Some("css") => "text/css",
        Some("html") => "text/html",
        Some("json") => "application/json",
        Some("wasm") => "application/wasm",
        _ => "text/plain",
    };
    match serve {
        Serve::Well if !content.is_empty() => {}
        Serve::Well => status = 404,
        Serve::As(other) => kind = other,
        Serve::Changed => *content.last_mut()? ^= 1,
        Serve::Status(other) => (status, content) = (other, Vec::new()),
        Serve::Page(text) => content = text.into(),
        Serve::Nothing => return None,
        Serve::Half | Serve::Unframeable => {}
    }
    let for_ever = status == 200 && plain_name(name) != name;
    let caching = if for_ever { "public, max-age=31536000, immutable" } else { "no-cache" };
    let length = content.len();
    if serve == Serve::Half {
        content.truncate(length / 2);
    }
    let framing = if serve == Serve::Unframeable {
        "Content-Security-Policy: frame-ancestors 'none'\r\nX-Frame-Options: DENY\r\n"
    } else {
        ""
    };
    let head = format!(
        "HTTP/1.1 {status} Status\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n{framing}\
         Access-Control-Allow-Origin: *\r\nCache-Control: {caching}\r\nConnection: close\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).ok()?;
    stream.write_all(&content).ok()?;
    // Until the browser has closed its end as well.
    stream.shutdown(std::net::Shutdown::Write).ok()?;
    stream.read_to_end(&mut Vec::new()).ok()?;
    Some(())
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../dist/v1")
}
