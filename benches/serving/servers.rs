//! Those who answer: Pressmark, and two that are as bare as can be, each in a process of its own.

use std::io::{BufRead, BufReader, Write};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::{Uri, header};
use axum::response::{IntoResponse, Response};
use tantivy::aggregation::agg_req::Aggregations;
use tantivy::aggregation::{AggContextParams, AggregationCollector};
use tantivy::collector::Count;
use tantivy::query::Query;
use tantivy::schema::{Field, Value};
use tantivy::snippet::SnippetGenerator;
use tantivy::{Document, TantivyDocument};

use crate::bare::{Bare, Words, facets, latest_of};
use crate::measure::process;

/// What is asked for.
pub(crate) const KINDS: [&str; 4] = ["hits and snippets", "whole answer", "page", "known"];

/// What is known is asked over and over.
fn few<'a>(kind: &str, asked: &'a [Vec<String>]) -> &'a [Vec<String>] {
    if kind == "known" { &asked[..1] } else { asked }
}

/// The addresses at Pressmark under which some words are asked for.
pub(crate) fn questions(kind: &str, asked: &[Vec<String>]) -> Vec<String> {
    let (before, after) = match kind {
        "hits and snippets" => ("/api/v1/search?q=", "&limit=10&facets=none"),
        "page" => ("/search?q=", "&limit=10"),
        _ => ("/api/v1/search?q=", "&limit=10"),
    };
    few(kind, asked).iter().map(|words| format!("{before}{}{after}", words.join("+"))).collect()
}

/// A server; it ends with this.
pub(crate) struct Server {
    child: Child,
    pub(crate) address: SocketAddr,
}

impl Server {
    /// Pressmark over the index of a corpus.
    pub(crate) fn ours(corpus: &Path) -> Self {
        Self::over(&corpus.with_extension("ours"))
    }

    /// Pressmark over an index.
    pub(crate) fn over(index: &Path) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_pressmark"));
        command.args(["serve", "--listen", "127.0.0.1:0", "--metrics", "127.0.0.1:0", "--log", "off"]);
        for (limit, most) in [("rate", "1000000"), ("burst", "1000000"), ("searches", "1000"), ("connections", "1000")]
        {
            command.args([&format!("--client-{limit}"), most]);
        }
        command.args(["--queue-ms", "60000", "--index"]).arg(index);
        command.env_remove("PRESSMARK_CONFIG").stdout(Stdio::null()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut told = BufReader::new(child.stderr.take().unwrap());
        let address = find(&mut told, " at http://");
        std::thread::spawn(move || std::io::copy(&mut told, &mut std::io::sink()));
        Self { child, address }
    }

    /// One that gives these bytes, whatever it is asked, one after the other.
    pub(crate) fn bytes(corpus: &Path, answers: &[Vec<u8>]) -> Self {
        let file = corpus.with_extension("answers");
        let lengths = answers.iter().map(|answer| answer.len().to_string()).collect::<Vec<_>>().join(" ");
        let whole = [format!("{lengths}\n").into_bytes(), answers.concat()].concat();
        std::fs::write(&file, whole).unwrap();
        Self::of("bytes", &file, "")
    }

    /// One that finds with bare tantivy what these words ask for.
    pub(crate) fn bare(kind: &str, corpus: &Path, asked: &[Vec<String>]) -> Self {
        let asked = few(kind, asked).iter().map(|words| words.join(" ")).collect::<Vec<_>>().join(",");
        Self::of(if kind == "hits and snippets" { "bare hits" } else { "bare whole" }, corpus, &asked)
    }

    fn of(work: &str, file: &Path, asked: &str) -> Self {
        let mut command = process::command(work);
        command.env(FILE, file).env(ASKED, asked);
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let address = find(&mut BufReader::new(child.stdout.take().unwrap()), "http://");
        Self { child, address }
    }

    /// Seconds so far, of all its threads.
    pub(crate) fn processor_time(&self) -> f64 {
        process::processor_time_of(self.child.id())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn find(told: &mut impl BufRead, before: &str) -> SocketAddr {
    let mut line = String::new();
    loop {
        line.clear();
        assert!(told.read_line(&mut line).unwrap() > 0, "the server did not start");
        if let Some((_, address)) = line.split_once(before) {
            return address.trim().parse().unwrap();
        }
    }
}

const FILE: &str = "PRESSMARK_WORK_FILE";
const ASKED: &str = "PRESSMARK_WORK_ASKED";

/// What a bare server answers from.
struct Answers {
    next: std::sync::atomic::AtomicUsize,
    from: From,
}

enum From {
    Bytes(Vec<axum::body::Bytes>),
    Tantivy(Arc<Found>),
}

/// Is the bare server of that name, until it is ended.
pub(crate) fn be(work: &str) {
    let file = PathBuf::from(std::env::var_os(FILE).unwrap());
    let from = match work {
        "bytes" => From::Bytes(read(&file)),
        _ => From::Tantivy(Arc::new(Found::open(&file, &std::env::var(ASKED).unwrap(), work == "bare whole"))),
    };
    let answers = Arc::new(Answers { next: std::sync::atomic::AtomicUsize::new(0), from });
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let mut out = std::io::stdout();
        writeln!(out, "http://{}", listener.local_addr().unwrap()).unwrap();
        out.flush().unwrap();
        axum::serve(listener, Router::new().fallback(answer).with_state(answers)).await.unwrap();
    });
}

async fn answer(State(answers): State<Arc<Answers>>, _: Uri) -> Response {
    let at = answers.next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    let body = match &answers.from {
        From::Bytes(bodies) => bodies[at % bodies.len()].clone(),
        From::Tantivy(found) => {
            let found = found.clone();
            // As everybody would: a search does not run among the connections.
            tokio::task::spawn_blocking(move || found.answer(at)).await.unwrap().into()
        }
    };
    ([(header::CONTENT_TYPE, "application/json")], body).into_response()
}

fn read(file: &Path) -> Vec<axum::body::Bytes> {
    let whole = axum::body::Bytes::from(std::fs::read(file).unwrap());
    let end = whole.iter().position(|byte| *byte == b'\n').unwrap();
    let lengths = std::str::from_utf8(&whole[..end]).unwrap().to_owned();
    let mut at = end + 1;
    let mut bodies = Vec::new();
    for length in lengths.split(' ').map(|length| length.parse::<usize>().unwrap()) {
        bodies.push(whole.slice(at..at + length));
        at += length;
    }
    bodies
}

/// The same found with bare tantivy.
struct Found {
    plain: Bare,
    ours: Bare,
    asked: Vec<Words>,
    facets: Option<Aggregations>,
    words: Field,
    body: Field,
}

impl Found {
    fn open(corpus: &Path, asked: &str, whole: bool) -> Self {
        let ours = Bare::open(&latest_of(&corpus.with_extension("ours")));
        let plain = Bare::open(&corpus.with_extension("plain"));
        let field = |name| plain.searcher.schema().get_field(name).unwrap();
        let (words, body) = (field("words"), field("body"));
        let asked = asked.split(',').map(|words| Words::All(words.split(' ').map(str::to_owned).collect())).collect();
        Self { plain, ours, asked, facets: whole.then(facets), words, body }
    }

    fn answer(&self, at: usize) -> Vec<u8> {
        let asked = &self.asked[at % self.asked.len()];
        let query: Box<dyn Query> = self.plain.query(asked);
        let (best, total) = self.plain.best(query.as_ref(), 10, false);
        let mut generator = SnippetGenerator::create(&self.plain.searcher, query.as_ref(), self.words).unwrap();
        generator.set_max_num_chars(300);
        let schema = self.plain.searcher.schema();
        let hits: Vec<serde_json::Value> = best
            .into_iter()
            .map(|(score, address)| {
                let mut document: TantivyDocument = self.plain.searcher.doc(address).unwrap();
                let snippet = generator.snippet(document.get_first(self.body).and_then(|body| body.as_str()).unwrap());
                document = {
                    let mut short = TantivyDocument::default();
                    for (field, value) in document.field_values().filter(|(field, _)| *field != self.body) {
                        short.add_field_value(field, value);
                    }
                    short
                };
                serde_json::json!({"score": score, "snippet": snippet.to_html(), "document": document.to_named_doc(schema)})
            })
            .collect();
        let facets = self.facets.as_ref().map(|facets| {
            let facets = AggregationCollector::from_aggs(facets.clone(), AggContextParams::default());
            self.ours.collect(self.ours.query(asked).as_ref(), &(facets, Count)).0
        });
        serde_json::to_vec(&serde_json::json!({"total": total, "hits": hits, "facets": facets})).unwrap()
    }
}
