//! Every source in `fixtures/{html,text,row,feed,export,mail}` gives the releases in the `.release.json` beside it.
//!
//! A source without its pair fails; `UPDATE=1` writes the pairs anew.

use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::NaiveDate;
use pressmark::archive::{self, Mapping, Payload, Record};
use pressmark::parse::{DayOrder, Parsed, Settings, parse};
use pressmark::release::{Capture, Release};
use serde_json::{Value, json};

#[test]
fn every_source_gives_what_stands_beside_it() {
    let mut wrong = Vec::new();
    for source in sources() {
        let found = serde_json::to_string_pretty(&outcomes(&source)).expect("JSON") + "\n";
        let pair = pair_of(&source);
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&pair, &found).expect("a pair that can be written");
        }
        match fs::read_to_string(&pair) {
            Ok(expected) if expected == found => {}
            Ok(expected) => wrong.push(format!("{}\nexpected {expected}\nfound {found}", source.display())),
            Err(_) => wrong.push(format!("{} has no pair; UPDATE=1 writes it", source.display())),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn sources() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let mut sources: Vec<PathBuf> = ["html", "text", "row", "feed", "export", "mail"]
        .iter()
        .flat_map(|folder| fs::read_dir(root.join(folder)).expect("the folder of fixtures"))
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| ![".release.json", ".map.toml"].iter().any(|end| path.to_string_lossy().ends_with(end)))
        .collect();
    sources.sort();
    assert!(!sources.is_empty());
    sources
}

/// Sources of containers keep their whole name: one of them may be there in several formats.
fn pair_of(source: &Path) -> PathBuf {
    if is_container(source) {
        PathBuf::from(format!("{}.release.json", source.display()))
    } else {
        source.with_extension("release.json")
    }
}

fn is_container(source: &Path) -> bool {
    let folder = source.parent().and_then(|folder| folder.file_name()?.to_str());
    folder.is_some_and(|folder| ["feed", "export", "mail"].contains(&folder))
}

/// One outcome per record of a file that holds many, read as an archive is, with the map that lies beside it.
fn contained(source: &Path) -> Value {
    let map = PathBuf::from(format!("{}.map.toml", source.display()));
    let mapping = map.is_file().then(|| Arc::new(Mapping::open(&map).expect("a map")));
    let settings = Settings { mapping, day_order: DayOrder::DayFirst, ..settings() };
    let mut found = Vec::new();
    let walk = archive::walk(&[source.to_owned()]).expect("a fixture");
    let taken = archive::read(&walk.files[0], settings.mapping.as_deref(), &mut |record| {
        found.push(match record {
            Ok(record) => parsed(record, &settings),
            Err(fault) => json!({ format!("{:?}", fault.kind).to_lowercase(): fault.reason, "record": fault.record }),
        });
        ControlFlow::Continue(())
    });
    assert!(taken.is_continue());
    found.into()
}

/// One outcome per record: a file, or a line where the source is JSONL.
fn outcomes(source: &Path) -> Value {
    if is_container(source) {
        return contained(source);
    }
    let text = fs::read_to_string(source).expect("a fixture in UTF-8");
    match source.extension().and_then(|extension| extension.to_str()) {
        Some("html") => outcome(Payload::Html(text), ""),
        Some("txt") => outcome(Payload::Text(text), ""),
        Some("jsonl") => text
            .lines()
            .enumerate()
            .map(|(at, line)| outcome(Payload::Row(line.to_owned()), &format!("line {}", at + 1)))
            .collect(),
        other => panic!("{} is of no known kind: {other:?}", source.display()),
    }
}

fn outcome(payload: Payload, place: &str) -> Value {
    let capture = Capture {
        path: "fixture".to_owned(),
        record: place.to_owned(),
        captured: None,
        digest: String::new(),
        url: None,
        payload: None,
        mention: false,
        edition: 0,
    };
    parsed(Record { capture, payload, notes: Vec::new() }, &settings())
}

fn settings() -> Settings {
    Settings {
        publisher: None,
        mapping: None,
        day_order: DayOrder::Unknown,
        not_after: NaiveDate::from_ymd_opt(2026, 11, 1).expect("a day"),
    }
}

fn parsed(record: Record, settings: &Settings) -> Value {
    match parse(record, settings) {
        Parsed::Releases(releases) => releases.iter().map(shown).collect(),
        Parsed::Revisit(capture, _) => json!({ "revisit": capture.record }),
        Parsed::Skipped(reason) => json!({ "skipped": reason }),
        Parsed::Failed(reason) => json!({ "failed": reason }),
    }
}

/// What a reader sees of a release; fields that say nothing are left out.
fn shown(release: &Release) -> Value {
    let published = release.published.as_ref();
    let mut shown = json!({
        "record": release.capture.record,
        "captured": release.capture.captured,
        "given_id": release.given_id,
        "title": release.title,
        "title_made": release.title_made.then_some(true),
        "date": published.map(|published| published.date),
        "evidence": published.map(|published| published.evidence),
        "raw": published.map(|published| &published.raw),
        "rivals": published.map(|published| &published.rivals),
        "kind": release.kind,
        "publisher": release.publisher,
        "authors": release.authors,
        "language": release.language,
        "summary": release.summary,
        "body": release.body.lines().collect::<Vec<_>>(),
        "url": release.url,
        "given_topics": release.given_topics,
        "notes": release.notes,
    });
    if let Some(fields) = shown.as_object_mut() {
        fields.retain(|_, value| !(value.is_null() || value == &json!([]) || value == &json!("")));
    }
    shown
}
