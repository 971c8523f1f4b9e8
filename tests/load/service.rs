//! A running service, and clients at addresses of their own.

use std::io::{BufRead as _, BufReader, ErrorKind, Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, SocketAddrV4, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Options with which one client may ask as much as it likes.
pub(crate) const UNSHARED: [&str; 6] =
    ["--client-rate", "1000000", "--client-burst", "1000000", "--client-searches", "1000"];

/// Waits for something that must come, and fails where it does not.
pub(crate) fn wait(missing: &str, come: impl Fn() -> bool) {
    let begun = Instant::now();
    while !come() {
        assert!(begun.elapsed() < Duration::from_secs(20), "{missing}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// A running `pressmark serve`; it ends with this.
pub(crate) struct Service {
    pub(crate) child: Child,
    pub(crate) public: SocketAddr,
    pub(crate) operator: SocketAddr,
}

impl Service {
    /// Over the index in a folder, with these options.
    pub(crate) fn start(index: &Path, options: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_pressmark"));
        command.args(["serve", "--listen", "127.0.0.1:0", "--metrics", "127.0.0.1:0", "--index"]).arg(index);
        if !options.contains(&"--log") {
            command.args(["--log", "off"]);
        }
        command.args(options).env_remove("PRESSMARK_CONFIG");
        Self::of(command)
    }

    /// Of a command that starts one.
    pub(crate) fn of(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let mut told = BufReader::new(child.stderr.take().unwrap());
        let mut find = |before: &str| -> SocketAddr {
            let mut line = String::new();
            loop {
                line.clear();
                assert!(told.read_line(&mut line).unwrap() > 0, "the service did not start");
                if let Some((_, address)) = line.split_once(before) {
                    return address.trim().trim_end_matches("/metrics").parse().unwrap();
                }
            }
        };
        let public = find(" at http://");
        let operator = find("metrics at http://");
        // Whoever writes to a pipe that nobody reads waits for ever.
        std::thread::spawn(move || std::io::copy(&mut told, &mut std::io::sink()));
        Self { child, public, operator }
    }

    pub(crate) fn connect(&self) -> TcpStream {
        patient(TcpStream::connect(self.public).unwrap())
    }

    /// A connection of the client at `127.0.0.number`.
    pub(crate) fn connect_from(&self, number: u8) -> std::io::Result<TcpStream> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let stream = runtime.block_on(async {
            let socket = tokio::net::TcpSocket::new_v4()?;
            socket.bind(SocketAddrV4::new(Ipv4Addr::new(127, 0, 0, number), 0).into())?;
            socket.connect(self.public).await?.into_std()
        })?;
        stream.set_nonblocking(false)?;
        Ok(patient(stream))
    }

    /// One request on a connection of its own.
    pub(crate) fn get(&self, address: &str) -> Answer {
        get_on(self.connect(), address).unwrap()
    }

    pub(crate) fn ask_operator(&self, address: &str) -> Answer {
        get_on(patient(TcpStream::connect(self.operator).unwrap()), address).unwrap()
    }

    /// A number out of the metrics.
    pub(crate) fn metric(&self, name: &str) -> f64 {
        let told = self.ask_operator("/metrics").body;
        let line = told.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        line.unwrap_or_else(|| panic!("no {name} in {told}")).parse().unwrap()
    }

    pub(crate) fn signal(&self, name: &str) {
        assert!(Command::new("kill").args([name, &self.child.id().to_string()]).status().unwrap().success());
    }

    /// Whether the process is there.
    pub(crate) fn lives(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn patient(stream: TcpStream) -> TcpStream {
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    stream.set_write_timeout(Some(Duration::from_secs(20))).unwrap();
    stream
}

/// What a service answered.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (found, value) = line.split_once(':')?;
            found.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }
}

/// Asks on a connection, which ends with the answer.
pub(crate) fn get_on(stream: TcpStream, address: &str) -> std::io::Result<Answer> {
    let request = format!("GET {address} HTTP/1.1\r\nhost: archive.example\r\nconnection: close\r\n\r\n");
    let answer = raw(stream, request.as_bytes())?;
    answer.ok_or_else(|| std::io::Error::new(ErrorKind::UnexpectedEof, "no answer"))
}

/// Sends bytes, and reads what comes until the connection ends; `None` where that is nothing.
pub(crate) fn raw(mut stream: TcpStream, request: &[u8]) -> std::io::Result<Option<Answer>> {
    // A server that has refused already need not read the rest.
    let written = stream.write_all(request);
    let mut bytes = Vec::new();
    match stream.read_to_end(&mut bytes) {
        Err(error) if bytes.is_empty() => return if written.is_err() { Ok(None) } else { Err(error) },
        _ => {}
    }
    let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else {
        return if bytes.is_empty() { Ok(None) } else { Err(ErrorKind::UnexpectedEof.into()) };
    };
    let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
    let body = String::from_utf8_lossy(&bytes[end + 4..]).into_owned();
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap();
    let answer = Answer { status, head, body };
    // A cut answer is no answer.
    match answer.header("content-length").map(|length| length.parse::<usize>().unwrap()) {
        Some(length) if bytes.len() - end - 4 < length => Err(ErrorKind::UnexpectedEof.into()),
        _ => Ok(Some(answer)),
    }
}

/// The times of some requests.
#[derive(Debug, Default)]
pub(crate) struct Times(Vec<Duration>);

impl From<Vec<Duration>> for Times {
    fn from(mut times: Vec<Duration>) -> Self {
        times.sort();
        Self(times)
    }
}

impl Times {
    /// Of so many requests, one after the other.
    pub(crate) fn of(requests: usize, mut ask: impl FnMut()) -> Self {
        let time = |()| {
            let begun = Instant::now();
            ask();
            begun.elapsed()
        };
        std::iter::repeat_n((), requests).map(time).collect::<Vec<_>>().into()
    }

    /// Of requests one after the other until some moment.
    pub(crate) fn until(moment: Instant, mut ask: impl FnMut()) -> Self {
        let mut times = Vec::new();
        while Instant::now() < moment {
            let begun = Instant::now();
            ask();
            times.push(begun.elapsed());
        }
        times.into()
    }

    pub(crate) fn at(&self, share: f64) -> Duration {
        self.0[((self.0.len() - 1) as f64 * share) as usize]
    }

    pub(crate) fn told(&self) -> String {
        format!("p50 {:.1?}, p99 {:.1?}, most {:.1?} of {}", self.at(0.5), self.at(0.99), self.at(1.0), self.0.len())
    }
}
