//! A browser, driven by the W3C `WebDriver` protocol: just as much of it as the tests need.
//!
//! `chromedriver` listens on a port of the loopback and takes one JSON document a request.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// The key under which `WebDriver` hands out elements.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// How a browser is to look at pages.
#[derive(Clone, Copy)]
pub(super) struct Window {
    /// In CSS pixels.
    pub(super) width: u32,
    /// Whether pages may run scripts.
    pub(super) scripts: bool,
    /// Whether the reader prefers dark pages.
    pub(super) dark: bool,
}

/// Wide, light, with scripts.
pub(super) const WIDE: Window = Window { width: 1280, scripts: true, dark: false };

/// A running browser, ended when it goes out of scope.
pub(super) struct Browser {
    driver: Child,
    /// Open, so that it can go on talking.
    _said: BufReader<ChildStdout>,
    port: u16,
    session: String,
    profile: tempfile::TempDir,
}

/// Something on a page.
pub(super) struct Element(String);

impl Browser {
    /// Opens one. What is missing is named, and fails the test.
    pub(super) fn open(window: Window) -> Self {
        let mut driver = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("chromedriver (Debian: chromium-driver) cannot be started: {error}"));
        let mut said = BufReader::new(driver.stdout.take().unwrap());
        let port = (&mut said)
            .lines()
            .map_while(Result::ok)
            .find_map(|line| line.split_once("successfully on port ")?.1.trim_end_matches('.').parse().ok())
            .expect("chromedriver says on which port it listens");
        let profile = tempfile::tempdir().unwrap();
        let mut browser = Self { driver, _said: said, port, session: String::new(), profile };
        browser.begin(window);
        browser
    }

    fn begin(&mut self, window: Window) {
        let profile = format!("--user-data-dir={}", self.profile.path().display());
        let scripts = if window.scripts { 1 } else { 2 };
        let arguments =
            ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", profile.as_str()];
        let wanted = json!({"capabilities": {"alwaysMatch": {
            "browserName": "chrome",
            // A dialog makes every later command fail.
            "unhandledPromptBehavior": "ignore",
            "goog:loggingPrefs": {"browser": "ALL"},
            "goog:chromeOptions": {
                "args": arguments,
                "prefs": {"profile.managed_default_content_settings.javascript": scripts},
            },
        }}});
        let answer = self.ask("POST", "/session", &wanted);
        self.session = answer["sessionId"].as_str().unwrap_or_else(|| panic!("no browser: {answer}")).to_owned();
        let screen = json!({"width": window.width, "height": 900, "deviceScaleFactor": 1, "mobile": false});
        self.devtools("Emulation.setDeviceMetricsOverride", &screen);
        let theme = json!({"name": "prefers-color-scheme", "value": if window.dark { "dark" } else { "light" }});
        self.devtools("Emulation.setEmulatedMedia", &json!({"features": [theme]}));
    }

    /// Opens an address and waits until it is loaded.
    pub(super) fn go(&self, address: &str) {
        self.command("POST", "/url", &json!({"url": address}));
    }

    /// The address of the page.
    pub(super) fn address(&self) -> String {
        self.command("GET", "/url", &Value::Null).as_str().unwrap().to_owned()
    }

    /// Waits until the address of the page has this in it.
    pub(super) fn arrive(&self, part: &str) {
        self.wait(&format!("`{part}`"), || self.address().contains(part).then_some(()));
    }

    /// Back to the page before.
    pub(super) fn back(&self) {
        self.command("POST", "/back", &json!({}));
    }

    /// Everything that a selector finds.
    pub(super) fn all(&self, selector: &str) -> Vec<Element> {
        let found = self.command("POST", "/elements", &json!({"using": "css selector", "value": selector}));
        found.as_array().unwrap().iter().map(|element| Element(element[ELEMENT].as_str().unwrap().to_owned())).collect()
    }

    /// The first thing that a selector finds; waits a little for it.
    pub(super) fn one(&self, selector: &str) -> Element {
        self.wait(&format!("`{selector}`"), || self.all(selector).into_iter().next())
    }

    /// What a reader sees of it.
    pub(super) fn text(&self, selector: &str) -> String {
        let Element(element) = self.one(selector);
        self.command("GET", &format!("/element/{element}/text"), &Value::Null).as_str().unwrap().to_owned()
    }

    /// Clicks on the first thing that a selector finds.
    pub(super) fn click(&self, selector: &str) {
        let Element(element) = self.one(selector);
        self.command("POST", &format!("/element/{element}/click"), &json!({}));
    }

    /// Clicks on the first thing that a selector finds, and waits for the page it leads to: a form is sent a task later
    /// than its button is clicked, and on a busy machine the driver was heard before that.
    pub(super) fn follow(&self, selector: &str) {
        let Element(left) = self.one(":root");
        self.click(selector);
        self.wait(&format!("page behind `{selector}`"), || {
            let another = self.all(":root").first().is_some_and(|Element(root)| *root != left);
            (another && self.script("return document.readyState") == "complete").then_some(())
        });
    }

    /// Presses the mouse on the middle of the first thing that a selector finds, wherever that is: the driver takes the
    /// content of a folded `details` for hidden, even where the stylesheet shows it.
    pub(super) fn press(&self, selector: &str) {
        self.one(selector);
        let middle = self.script(&format!(
            "const at = document.querySelector({selector:?}); at.scrollIntoView({{block: 'center'}}); \
             const box = at.getBoundingClientRect(); return {{x: box.x + box.width / 2, y: box.y + box.height / 2}}"
        ));
        for what in ["mousePressed", "mouseReleased"] {
            let (x, y) = (&middle["x"], &middle["y"]);
            let event = json!({"type": what, "x": x, "y": y, "button": "left", "clickCount": 1});
            self.devtools("Input.dispatchMouseEvent", &event);
        }
    }

    /// Types into the first thing that a selector finds. `\u{E007}` is the Enter key.
    pub(super) fn write(&self, selector: &str, text: &str) {
        let Element(element) = self.one(selector);
        self.command("POST", &format!("/element/{element}/value"), &json!({"text": text}));
    }

    /// Runs a script as a debugger does: pages that may run none can still be asked.
    pub(super) fn script(&self, script: &str) -> Value {
        self.command("POST", "/execute/sync", &json!({"script": script, "args": []}))
    }

    /// The same for a script that calls back with its answer: its last argument.
    pub(super) fn script_later(&self, script: &str) -> Value {
        self.command("POST", "/execute/async", &json!({"script": script, "args": []}))
    }

    /// What the browser complained of since it was last asked: errors of scripts, and breaches of the content policy.
    pub(super) fn complaints(&self) -> Vec<String> {
        let log = self.command("POST", "/se/log", &json!({"type": "browser"}));
        log.as_array().unwrap().iter().map(|entry| entry["message"].as_str().unwrap().to_owned()).collect()
    }

    /// A command of the `DevTools` protocol.
    pub(super) fn devtools(&self, command: &str, parameters: &Value) -> Value {
        self.command("POST", "/goog/cdp/execute", &json!({"cmd": command, "params": parameters}))
    }

    /// Asks again until there is an answer, for ten seconds.
    fn wait<T>(&self, what: &str, answer: impl Fn() -> Option<T>) -> T {
        let started = Instant::now();
        loop {
            if let Some(answer) = answer() {
                return answer;
            }
            assert!(started.elapsed() < Duration::from_secs(10), "no {what} at {}", self.address());
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    fn command(&self, method: &str, path: &str, body: &Value) -> Value {
        self.ask(method, &format!("/session/{}{path}", self.session), body)
    }

    /// One request on a connection of its own.
    fn ask(&self, method: &str, path: &str, body: &Value) -> Value {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(120))).unwrap();
        let length = body.len();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body.as_bytes())).unwrap();
        let mut answer = BufReader::new(stream);
        let mut length = 0;
        loop {
            let mut line = String::new();
            answer.read_line(&mut line).unwrap();
            match line.trim_end().to_ascii_lowercase().split_once(':') {
                Some(("content-length", value)) => length = value.trim().parse().unwrap(),
                None if line.trim_end().is_empty() => break,
                _ => {}
            }
        }
        let mut body = vec![0; length];
        answer.read_exact(&mut body).unwrap();
        let value = serde_json::from_slice::<Value>(&body).unwrap()["value"].take();
        assert!(value.get("error").is_none(), "{method} {path}: {}: {}", value["error"], value["message"]);
        value
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        if !std::thread::panicking() && !self.session.is_empty() {
            self.ask("DELETE", &format!("/session/{}", self.session), &Value::Null);
        }
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}
