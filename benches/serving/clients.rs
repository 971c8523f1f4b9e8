//! Those who ask: a thread for each connection, which stays open.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Barrier;
use std::time::{Duration, Instant};

/// What some clients were answered in some time.
pub(crate) struct Load {
    pub(crate) answers: usize,
    seconds: f64,
    /// Milliseconds for each, sorted.
    each: Vec<f64>,
    /// Of the server, seconds for each.
    pub(crate) processor: f64,
}

impl Load {
    pub(crate) fn a_second(&self) -> f64 {
        self.answers as f64 / self.seconds
    }

    pub(crate) fn quantile(&self, share: f64) -> f64 {
        self.each[(share * (self.each.len() - 1) as f64).round() as usize]
    }
}

/// A connection that stays.
struct Client {
    stream: BufReader<TcpStream>,
    line: String,
    body: Vec<u8>,
}

impl Client {
    fn connect(server: SocketAddr) -> Self {
        let stream = TcpStream::connect(server).unwrap();
        stream.set_nodelay(true).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        Self { stream: BufReader::with_capacity(1 << 16, stream), line: String::new(), body: Vec::new() }
    }

    /// Reads one answer, which must be 200 and whole.
    fn ask(&mut self, question: &str) -> &[u8] {
        let request = format!("GET {question} HTTP/1.1\r\nhost: archive.example\r\n\r\n");
        self.stream.get_mut().write_all(request.as_bytes()).unwrap();
        let mut length = None;
        for at in 0.. {
            self.line.clear();
            self.stream.read_line(&mut self.line).unwrap();
            let line = self.line.trim_end();
            match at {
                0 => assert!(line.starts_with("HTTP/1.1 200"), "{question}: {line}"),
                _ if line.is_empty() => break,
                _ => {
                    let (name, value) = line.split_once(':').unwrap();
                    if name.eq_ignore_ascii_case("content-length") {
                        length = Some(value.trim().parse().unwrap());
                    }
                }
            }
        }
        self.body.resize(length.unwrap(), 0);
        self.stream.read_exact(&mut self.body).unwrap();
        &self.body
    }
}

/// What a server answers, one after the other.
pub(crate) fn answers(server: SocketAddr, questions: &[String]) -> Vec<Vec<u8>> {
    let mut client = Client::connect(server);
    questions.iter().map(|question| client.ask(question).to_owned()).collect()
}

/// So many clients ask for so long, each one question after the other, and all of them different ones at a time.
pub(crate) fn load(server: SocketAddr, connections: usize, questions: &[String], time: Duration) -> Load {
    load_on(connections, questions, time, || {
        let mut client = Client::connect(server);
        move |question| client.ask(question).len()
    })
}

/// The same of anything that answers, on so many threads; each begins with one that answers, by the length of its answers.
pub(crate) fn load_on<A: FnMut(&str) -> usize>(
    threads: usize,
    questions: &[String],
    time: Duration,
    begin: impl Fn() -> A + Sync,
) -> Load {
    let ready = Barrier::new(threads);
    let mut each: Vec<f64> = std::thread::scope(|scope| {
        let clients: Vec<_> = (0..threads)
            .map(|number| {
                let (ready, begin) = (&ready, &begin);
                scope.spawn(move || {
                    let mut answer = begin();
                    let (mut taken, mut at) = (Vec::new(), number * questions.len() / threads);
                    ready.wait();
                    let begun = Instant::now();
                    while begun.elapsed() < time {
                        let start = Instant::now();
                        assert!(answer(&questions[at % questions.len()]) > 0);
                        taken.push(start.elapsed().as_secs_f64() * 1e3);
                        at += 1;
                    }
                    taken
                })
            })
            .collect();
        clients.into_iter().flat_map(|client| client.join().unwrap()).collect()
    });
    each.sort_by(f64::total_cmp);
    Load { answers: each.len(), seconds: time.as_secs_f64(), each, processor: 0.0 }
}
