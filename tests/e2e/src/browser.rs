//! A real browser.

use crate::driver_process::DriverProcess;
use serde_json::{Value, json};
use std::future::Future;
use std::time::{Duration, Instant};
use thirtyfour::{Capabilities, WebDriver, WebElement};

/// How long anything on a page may take before a test fails.
const DEADLINE: Duration = Duration::from_secs(40);

/// How long something that has nothing to wait for may take.
const CHANGE_DEADLINE: Duration = Duration::from_secs(10);

/// Between two looks at the page.
const LOOK_PAUSE: Duration = Duration::from_millis(30);

const MOST_STARTS: u32 = 3;

/// The browser engines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// Debian's `chromium`.
    Chromium,
    /// Debian's `firefox-esr`.
    Firefox,
    /// WebKitGTK's MiniBrowser.
    Webkit,
}

impl Engine {
    /// The one that this run is about.
    #[must_use]
    pub fn chosen() -> Self {
        match std::env::var("TILLKIT_BROWSER").as_deref() {
            Ok("firefox") => Self::Firefox,
            Ok("webkit") => Self::Webkit,
            Ok("chromium") | Err(_) => Self::Chromium,
            Ok(other) => panic!("TILLKIT_BROWSER is {other}; it must be chromium, firefox or webkit"),
        }
    }

    /// Where Debian puts browser and driver.
    fn programs(self) -> (&'static str, &'static str) {
        match self {
            Self::Chromium => ("/usr/bin/chromium", "chromedriver"),
            Self::Firefox => ("/usr/bin/firefox-esr", "geckodriver"),
            Self::Webkit => ("/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser", "WebKitWebDriver"),
        }
    }

    fn driver_args(self, port: u16) -> Vec<String> {
        match self {
            Self::Chromium => vec![format!("--port={port}")],
            Self::Firefox => {
                vec!["--port".into(), port.to_string(), "--websocket-port".into(), "0".into()]
            }
            Self::Webkit => vec![format!("--port={port}"), "--host=127.0.0.1".into()],
        }
    }

    fn capabilities(self, program: &str, (width, height): (u32, u32), args: &[&str]) -> Capabilities {
        let capabilities = match self {
            Self::Chromium => {
                let size = format!("--window-size={width},{height}");
                let mut all = vec![
                    "--headless",
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-quic",
                    "--no-first-run",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync",
                    "--disable-dev-shm-usage",
                    &size,
                ];
                all.extend(args);
                json!({
                    "browserName": "chrome",
                    "goog:chromeOptions": { "binary": program, "args": all },
                    "goog:loggingPrefs": { "browser": "ALL" },
                })
            }
            Self::Firefox => json!({
                "browserName": "firefox",
                "moz:firefoxOptions": {
                    "binary": program,
                    "args": ["-headless", "-width", width.to_string(), "-height", height.to_string()],
                },
            }),
            Self::Webkit => json!({
                "browserName": "MiniBrowser",
                "webkitgtk:browserOptions": {
                    "binary": program,
                    "args": ["--automation", format!("--geometry={width}x{height}")],
                },
            }),
        };
        capabilities.as_object().cloned().unwrap_or_default().into()
    }
}

/// A browser with one window. It ends when it is dropped.
#[derive(Debug)]
pub struct Browser {
    /// The session.
    pub driver: WebDriver,
    /// Which browser it is.
    pub engine: Engine,
    process: DriverProcess,
}

impl Browser {
    /// Starts the chosen browser with a window of this size.
    pub async fn start(size: (u32, u32)) -> Self {
        Self::start_with(size, &[]).await
    }

    /// As [`Browser::start`], with more arguments for Chromium.
    pub async fn start_with(size: (u32, u32), args: &[&str]) -> Self {
        let engine = Engine::chosen();
        let (browser, driver) = engine.programs();
        let program = std::env::var("TILLKIT_BROWSER_PROGRAM").unwrap_or_else(|_| browser.into());
        let driver = std::env::var("TILLKIT_DRIVER_PROGRAM").unwrap_or_else(|_| driver.into());
        let mut last = None;
        // On a busy machine a browser may not come up in the time that its driver gives it.
        for _ in 0..MOST_STARTS {
            let process = DriverProcess::start(&driver, |port| engine.driver_args(port)).await;
            match WebDriver::new(&process.url, engine.capabilities(&program, size, args)).await {
                Ok(driver) => return Self { driver, engine, process },
                Err(error) => last = Some(error),
            }
        }
        panic!("{program}: {last:?}");
    }

    /// Runs a function body in the page. It sees `arguments`.
    pub async fn script(&self, body: &str, arguments: Vec<Value>) -> Value {
        let answer = self.driver.execute(body, arguments).await;
        answer.unwrap_or_else(|error| panic!("{error}\nin the script\n{body}")).json().clone()
    }

    /// An element that a function body returns, as soon as it returns one.
    pub async fn element(&self, body: &str) -> WebElement {
        wait_for(body, || async {
            self.driver.execute(body, vec![]).await.ok().and_then(|found| found.element().ok())
        })
        .await
    }

    /// Waits until a function body returns something other than null, false and undefined.
    pub async fn until(&self, body: &str) -> Value {
        wait_for(body, || async {
            let value = self.driver.execute(body, vec![]).await.ok()?.json().clone();
            (!value.is_null() && value != Value::Bool(false)).then_some(value)
        })
        .await
    }

    /// Whether a function body comes to return true.
    pub async fn becomes_true(&self, body: &str) -> bool {
        let started = Instant::now();
        while self.script(body, vec![]).await != Value::Bool(true) {
            if started.elapsed() > CHANGE_DEADLINE {
                return false;
            }
            tokio::time::sleep(LOOK_PAUSE).await;
        }
        true
    }

    /// Everything that Chromium's console has said since the last call, from every frame. Other browsers'
    /// drivers do not tell.
    pub async fn console(&self) -> Vec<String> {
        assert_eq!(self.engine, Engine::Chromium, "only Chromium's driver tells what the console says");
        let url = format!("{}/session/{}/se/log", self.process.url, self.driver.handle().session_id());
        let answer =
            reqwest::Client::new().post(url).json(&json!({ "type": "browser" })).send().await.unwrap();
        let answer: Value = answer.json().await.unwrap();
        let lines = answer.get("value").and_then(Value::as_array).cloned().unwrap_or_default();
        lines.iter().filter_map(|line| Some(line.get("message")?.as_str()?.to_owned())).collect()
    }
}

/// Waits until `look` finds something. `what` says what, when it does not.
pub(crate) async fn wait_for<T, F: Future<Output = Option<T>>>(what: &str, look: impl Fn() -> F) -> T {
    let started = Instant::now();
    loop {
        if let Some(found) = look().await {
            return found;
        }
        assert!(started.elapsed() < DEADLINE, "waited in vain for\n{what}");
        tokio::time::sleep(LOOK_PAUSE).await;
    }
}
