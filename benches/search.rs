//! Search, in process and on one thread.
//!
//! What is measured: processor time for each query of our whole read path beside bare tantivy (see `benches/bare/mod.rs`),
//! in turn, as medians of rounds, and what 99 of 100 single queries stay below; and the ratio of the two, round by round,
//! with its quartiles. Of two bare ways to the same answer, one pass or two, the faster counts. Counts kept for requests
//! that come again are forgotten each time.
//! Corpus: see `benches/corpus/mod.rs`; queries are words that stand together in its first releases.
//! Notes: totals must be bare tantivy's, hits among its best fifty, and the newest as new as its newest.
//! `cargo bench --bench search -- 5000 50000 500000` measures at these sizes, prints how times grow, and with
//! `PRESSMARK_PLOT=FILE` draws it.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a bench prints, and ends where it cannot go on")]
#![expect(dead_code, reason = "what benches share has more than is measured here")]

#[path = "bare/mod.rs"]
mod bare;
#[path = "corpus/mod.rs"]
mod corpus;
#[path = "measure/mod.rs"]
mod measure;
#[path = "search/parts.rs"]
mod parts;
#[path = "search/plot.rs"]
mod plot;
#[path = "search/queries.rs"]
mod queries;
#[path = "search/side.rs"]
mod side;

use bare::Words;
use measure::{Side, Taken, in_turn, ratio};
use parts::Parts;
use pressmark::query::{Facets, Request, Sort};
use queries::Queries;
use side::{Filter, Sides};

const ROUNDS: usize = 15;
const QUERIES: usize = 40;

fn main() {
    let sizes = corpus::sizes::sizes(5000);
    let mut growth = plot::Growth::default();
    for size in sizes {
        let sides = Sides::make(size);
        println!("\n{size} releases in {} segments; plain in {}", sides.bare.segments(), sides.plain.segments());
        measure::table(&[
            "",
            "found",
            "ours µs",
            "99 of 100",
            "bare-ours µs",
            "99 of 100",
            "plain µs",
            "ours/bare-ours",
            "quartiles",
            "ours/plain",
        ]);
        for row in measure(&sides) {
            growth.add(row.kind, size, row.ours.median());
            row.print();
        }
    }
    growth.print();
}

/// One line of the table.
struct Line {
    kind: &'static str,
    found: u64,
    ours: Taken,
    bare: Option<Taken>,
    plain: Option<Taken>,
}

impl Line {
    /// Of sides named `ours`, `bare` and `plain`; of those of one name the fastest.
    fn of(kind: &'static str, found: u64, taken: Vec<Taken>) -> Self {
        let mut line = Self { kind, found, ours: Taken::none(), bare: None, plain: None };
        for taken in taken {
            let slot = match taken.name {
                "ours" => {
                    line.ours = taken;
                    continue;
                }
                "bare" => &mut line.bare,
                _ => &mut line.plain,
            };
            if slot.as_ref().is_none_or(|known| taken.median() < known.median()) {
                *slot = Some(taken);
            }
        }
        line
    }

    fn print(&self) {
        let told = |value: Option<f64>, digits| value.map_or(String::new(), |value| format!("{value:.digits$}"));
        let time = |taken: &Option<Taken>| told(taken.as_ref().map(Taken::median), 1);
        let beside_ours = self.bare.as_ref().map(|bare| ratio(&self.ours, bare));
        println!(
            "| {} | {} | {:.1} | {:.1} | {} | {} | {} | {} | {} | {} |",
            self.kind,
            self.found,
            self.ours.median(),
            self.ours.quantile(0.99),
            time(&self.bare),
            told(self.bare.as_ref().map(|bare| bare.quantile(0.99)), 1),
            time(&self.plain),
            told(beside_ours.map(|[_, middle, _]| middle), 2),
            beside_ours.map_or(String::new(), |[low, _, high]| format!("{low:.2}-{high:.2}")),
            told(self.plain.as_ref().map(|plain| ratio(&self.ours, plain)[1]), 2),
        );
    }
}

fn measure(sides: &Sides) -> Vec<Line> {
    let mut lines = Vec::new();
    let queries = Queries::of(bare::rows(&sides.corpus), QUERIES);
    for (kind, asked) in side::lists(&queries) {
        lines.push(list(sides, kind, &asked, None));
    }
    let one = side::all(&queries.one);
    for (kind, share) in [("half of all days", 0.5), ("a tenth", 0.1), ("a hundredth", 0.01), ("a thousandth", 0.001)] {
        let days = Filter::Days(queries.range(share));
        lines.push(list(sides, kind, &sides.that_find(&one, &days), Some(&days)));
    }
    let topic = sides.topic();
    lines.push(list(sides, "a topic", &sides.that_find(&one, &topic), Some(&topic)));
    let asked = side::all(&queries.one);
    let newest: Vec<Request> = asked.iter().map(|words| Request { sort: Sort::Newest, ..side::list(words) }).collect();
    let found = sides.check_newest(&newest, &asked);
    lines.push(Line::of(
        "newest first",
        found,
        in_turn(
            ROUNDS,
            asked.len(),
            &mut [
                sides.ours(&newest),
                sides.newest("bare", &sides.bare, "first_day", &asked),
                sides.newest("plain", &sides.plain, "day", &asked),
            ],
        ),
    ));
    let asked = side::all(&queries.two);
    let parts = Parts::new(sides, &asked);
    let request = |words: &_, limit, facets: Facets| Request { limit, facets, snippets: true, ..side::list(words) };
    let with_snippets: Vec<Request> = asked.iter().map(|words| request(words, 10, Facets::none())).collect();
    let panels: Vec<Request> = asked.iter().map(|words| request(words, 0, Facets::all())).collect();
    let whole: Vec<Request> = asked.iter().map(|words| request(words, 10, Facets::all())).collect();
    let found = sides.check(&with_snippets, &asked, None);
    let ways: [(&'static str, &Vec<Request>, Side<'_>); 3] = [
        ("hits and snippets", &with_snippets, Side::new("plain", |at| parts.snippets(at))),
        ("all facets", &panels, Side::new("bare", |at| parts.panel(at))),
        ("whole answer", &whole, Side::new("bare", |at| parts.snippets(at) + parts.panel(at))),
    ];
    for (kind, requests, bare) in ways {
        lines.push(Line::of(kind, found, in_turn(ROUNDS, asked.len(), &mut [sides.ours(requests), bare])));
    }
    lines
}

/// The time of a list of ten.
fn list(sides: &Sides, kind: &'static str, asked: &[Words], filter: Option<&Filter>) -> Line {
    let request = |words: &Words| match filter {
        Some(filter) => filter.on(side::list(words)),
        None => side::list(words),
    };
    let requests: Vec<Request> = asked.iter().map(request).collect();
    let found = sides.check(&requests, asked, filter);
    let mut ways = vec![sides.ours(&requests)];
    ways.extend(sides.lists("bare", &sides.bare, asked, filter));
    // The plain index has the topics that archives gave, and not ours.
    if !matches!(filter, Some(Filter::Topic(_))) {
        ways.extend(sides.lists("plain", &sides.plain, asked, filter));
    }
    Line::of(kind, found, in_turn(ROUNDS, asked.len(), &mut ways))
}
