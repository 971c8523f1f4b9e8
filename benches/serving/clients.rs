//! Those who ask: a thread for each connection, which stays open.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Barrier;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// What some clients were answered in some time.
pub(crate) struct Load {
    pub(crate) answers: usize,
    seconds: f64,
    /// Milliseconds for each, sorted.
    each: Vec<f64>,
    /// Of whoever answers, seconds for each.
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

/// Questions, and how far they were asked: whoever is asked for a while goes on with them where it came to, since of those
/// that were asked last the counts are kept.
pub(crate) struct Asked<'q> {
    questions: &'q [String],
    so_far: AtomicUsize,
}

impl<'q> Asked<'q> {
    pub(crate) fn new(questions: &'q [String]) -> Self {
        Self { questions, so_far: AtomicUsize::new(0) }
    }
}

/// So many clients ask for so long, each one question after the other, and all of them different ones at a time.
pub(crate) fn load(server: SocketAddr, connections: usize, asked: &Asked<'_>, time: Duration) -> Load {
    load_on(connections, asked, time, || {
        let mut client = Client::connect(server);
        move |question| client.ask(question).len()
    })
}

/// The same on so many threads of anything that answers. `begin` makes for a thread what is given a question, and gives the
/// length of the answer.
pub(crate) fn load_on<A: FnMut(&str) -> usize>(
    threads: usize,
    asked: &Asked<'_>,
    time: Duration,
    begin: impl Fn() -> A + Sync,
) -> Load {
    let (questions, first) = (asked.questions, asked.so_far.load(Ordering::Relaxed));
    let ready = Barrier::new(threads);
    let mut each: Vec<f64> = std::thread::scope(|scope| {
        let clients: Vec<_> = (0..threads)
            .map(|number| {
                let (ready, begin) = (&ready, &begin);
                scope.spawn(move || {
                    let mut answer = begin();
                    let (mut taken, mut at) = (Vec::new(), first + number * questions.len() / threads);
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
    asked.so_far.fetch_add(each.len().div_ceil(threads), Ordering::Relaxed);
    Load { answers: each.len(), seconds: time.as_secs_f64(), each, processor: 0.0 }
}
