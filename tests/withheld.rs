//! What must not be seen: releases that were taken down, and those whose time has not come.

use std::fs;
use std::path::{Path, PathBuf};

use chrono::{Duration, Utc};
use pressmark::index::Index;
use pressmark::ingest::Account;
use pressmark::query::Request;
use pressmark::release::ReleaseId;

use crate::support::{ingested, options, pressmark, stderr, stdout};

/// Words that stand in one release alone, wherever a release has words.
const SECRETS: [&str; 6] = ["zyxquor", "vexmintle", "quabbit", "oxfrindle", "plunterish", "jabbrixon"];

/// An archive of some releases, of which one is not to be seen.
struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    fn new() -> Self {
        let place = Self { folder: tempfile::tempdir().unwrap() };
        fs::create_dir(place.archive()).unwrap();
        let harmless: String = (0..40)
            .map(|n| {
                format!(
                    "{{\"id\":\"n-{n}\",\"title\":\"Notice {n} of the council\",\"date\":\"2020-01-{:02}\",\
                     \"publisher\":\"Northmere Council\",\"body\":\"The council told residents about road {n}.\"}}\n",
                    n % 28 + 1
                )
            })
            .collect();
        fs::write(place.archive().join("a.jsonl"), harmless).unwrap();
        place
    }

    fn archive(&self) -> PathBuf {
        self.folder.path().join("archive")
    }

    fn index(&self) -> PathBuf {
        self.folder.path().join("index")
    }

    fn write_secret(&self, more: &str) {
        fs::write(self.archive().join("b.jsonl"), secret_rows(more)).unwrap();
    }

    fn run(&self) -> pressmark::ingest::Summary {
        ingested(&options(&[&self.archive()], &self.index())).0
    }

    fn open(&self) -> Index {
        Index::open(&self.index()).unwrap()
    }

    fn pressmark(&self, arguments: &[&str]) -> std::process::Output {
        let index = self.index();
        let mut all = vec![arguments[0], "--index", index.to_str().unwrap()];
        all.extend(&arguments[1..]);
        pressmark(&all)
    }

    fn secret_id(&self) -> ReleaseId {
        self.open().release("secret-jabbrixon").unwrap().expect("the secret").pop().unwrap().id
    }
}

/// A release that every part of an index knows something of, in two wordings.
pub(crate) fn secret_rows(more: &str) -> String {
    let row = |body: &str| {
        format!(
            "{{\"id\":\"secret-jabbrixon\",\"title\":\"Zyxquor minister resigns\",\"date\":\"2020-02-03\",\
             \"url\":\"https://news.example/oxfrindle/resigns\",\"publisher\":\"Plunterish Office\",\
             \"body\":\"The Vexmintle Crown Agency (VCA) said that a quabbit had left. {body}\"{more}}}\n"
        )
    };
    row("He went at noon.") + &row("She went at one.")
}

/// Every file below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found
}

/// Where the secrets stand in an index: in the bytes of its files, and in what its engines hold compressed, deleted or
/// not: documents, dictionaries of words and of columns.
pub(crate) fn traces(index: &Path) -> Vec<String> {
    let mut traces = Vec::new();
    let mut look = |place: &str, bytes: &[u8]| {
        let text = String::from_utf8_lossy(bytes).to_lowercase();
        traces
            .extend(SECRETS.iter().filter(|secret| text.contains(**secret)).map(|secret| format!("{place}: {secret}")));
    };
    for file in files(index) {
        look(&file.display().to_string(), &fs::read(&file).unwrap());
    }
    let generation = index.join(fs::read_to_string(index.join("current")).unwrap());
    for part in ["latest", "earlier"] {
        let engine = tantivy::Index::open_in_dir(generation.join(part)).unwrap();
        // One that does not watch the folder, which goes away.
        let reader = engine.reader_builder().reload_policy(tantivy::ReloadPolicy::Manual).try_into();
        let searcher = tantivy::IndexReader::searcher(&reader.unwrap());
        for segment in searcher.segment_readers() {
            let store = segment.get_store_reader(1).unwrap();
            for doc in 0..segment.max_doc() {
                look(&format!("{part} document"), &store.get_document_bytes(doc).unwrap());
            }
            for (field, entry) in engine.schema().fields().filter(|(_, entry)| entry.is_indexed()) {
                let words = segment.inverted_index(field).unwrap();
                let mut words = words.terms().stream().unwrap();
                while words.advance() {
                    look(&format!("{part} words of {}", entry.name()), words.key());
                }
            }
            for (_, entry) in engine.schema().fields().filter(|(_, entry)| entry.is_fast()) {
                if let Some(column) = segment.fast_fields().str(entry.name()).ok().flatten() {
                    let mut values = column.dictionary().stream().unwrap();
                    while values.advance() {
                        look(&format!("{part} column {}", entry.name()), values.key());
                    }
                }
            }
        }
    }
    traces
}

/// Nothing that a reader can ask for tells of the secret.
fn assert_unseen(place: &Place) {
    let index = place.open();
    for query in SECRETS.iter().map(|secret| (*secret).to_owned()).chain(["title:zyx*".into(), "quabbet~".into()]) {
        let found = index.search(&Request::of(&query), None).unwrap();
        assert_eq!((found.total, found.in_earlier_wordings), (Some(0), Some(0)), "{query}");
        let told = serde_json::to_string(&found).unwrap().to_lowercase();
        let own = query.trim_start_matches("title:").trim_end_matches(['*', '~']).to_owned();
        for secret in SECRETS.iter().filter(|secret| !query.contains(**secret)) {
            assert!(!told.contains(secret), "{query} ({own}): {told}");
        }
    }
    let parts = [
        serde_json::to_string(&index.search(&Request::all(), None).unwrap()).unwrap(),
        serde_json::to_string(&index.coverage(None).unwrap()).unwrap(),
        serde_json::to_string(&index.topics(None).unwrap()).unwrap(),
        index
            .export(&Request::all())
            .unwrap()
            .map(|release| serde_json::to_string(&release.unwrap()).unwrap())
            .collect::<String>(),
    ];
    for (part, told) in parts.iter().enumerate() {
        let told = told.to_lowercase();
        assert!(SECRETS.iter().all(|secret| !told.contains(secret)), "part {part}: {told}");
    }
    for beginning in ["zyx", "plun", "vca", "vexm"] {
        let typed = pressmark::query::Beginning::from_parameters(&format!("q={beginning}")).unwrap();
        let suggested = serde_json::to_string(&index.suggest(&typed, None).unwrap().suggestions).unwrap();
        assert_eq!(suggested, "[]", "{beginning}");
    }
}

#[test]
fn a_purged_release_is_in_no_byte_of_the_index() {
    let place = Place::new();
    place.write_secret("");
    place.run();
    let id = place.secret_id();
    assert!(traces(&place.index()).len() > 20, "the secret must be there before");
    // A file of no generation that is read, as a killed rebuild leaves.
    let left = place.index().join("g0007");
    fs::create_dir(&left).unwrap();
    fs::write(left.join("generation.json"), "zyxquor").unwrap();
    let purge = place.pressmark(&["purge", id.as_str()]);
    assert!(purge.status.success(), "{}", stderr(&purge));
    assert!(stdout(&purge).contains("40 releases"), "{}", stdout(&purge));
    assert_eq!(traces(&place.index()), [""; 0]);
    assert_unseen(&place);
    let check = place.pressmark(&["check"]);
    assert!(check.status.success(), "{}{}", stdout(&check), stderr(&check));
    // The keys by which like texts meet are those of an index that never had it.
    let without = Place::new();
    without.run();
    assert_eq!(terms(&place.index(), "likeness"), terms(&without.index(), "likeness"));
}

/// The terms of a field of the latest wordings.
fn terms(index: &Path, field: &str) -> std::collections::BTreeSet<Vec<u8>> {
    let engine = tantivy::Index::open_in_dir(index.join("g0001/latest")).unwrap();
    let field = engine.schema().get_field(field).unwrap();
    let mut all = std::collections::BTreeSet::new();
    for segment in engine.reader().unwrap().searcher().segment_readers() {
        let words = segment.inverted_index(field).unwrap();
        let mut words = words.terms().stream().unwrap();
        while words.advance() {
            all.insert(words.key().to_vec());
        }
    }
    all
}

#[test]
fn a_purged_release_comes_back_only_where_the_purge_is_undone() {
    let place = Place::new();
    place.write_secret("");
    place.run();
    let id = place.secret_id();
    assert!(place.pressmark(&["purge", id.as_str()]).status.success());
    let again = place.run();
    assert_eq!((again.skipped, again.reasons["skipped: purged"], again.new), (2, 2, 0));
    assert_eq!(place.run().skipped, 2, "a file that is not opened again has the same account");
    let archive = place.archive();
    assert!(place.pressmark(&["index", "--rebuild", archive.to_str().unwrap()]).status.success());
    assert_eq!(traces(&place.index()), [""; 0]);
    assert_unseen(&place);
    // The same text under a name that only a listing gives it stays away too.
    let removed = place.open().removed(id.as_str()).unwrap();
    assert_eq!(removed.reason, pressmark::index::Removal::Purged);
    let listed =
        "{\"title\":\"Zyxquor minister resigns\",\"date\":\"2020-02-03\",\"publisher\":\"Plunterish Office\"}\n";
    fs::write(archive.join("c.jsonl"), listed).unwrap();
    place.run();
    assert_eq!(traces(&place.index()), [""; 0]);

    let undo = place.pressmark(&["purge", "--undo", id.as_str()]);
    assert!(undo.status.success(), "{}", stderr(&undo));
    place.run();
    assert_eq!(place.secret_id(), id);
    assert!(place.open().removed(id.as_str()).is_none());
}

#[test]
fn a_name_that_nothing_has_is_refused_and_an_id_that_is_not_there_yet_never_comes() {
    let place = Place::new();
    place.write_secret("");
    place.run();
    let id = place.secret_id();
    let nobody = place.pressmark(&["purge", "no-such-name"]);
    assert_eq!(nobody.status.code(), Some(2));
    assert!(stderr(&nobody).contains("no release has the id `no-such-name`"), "{}", stderr(&nobody));
    fs::remove_dir_all(place.index()).unwrap();
    let missing = place.pressmark(&["purge", id.as_str()]);
    assert_eq!(missing.status.code(), Some(2));
    assert!(!place.index().exists(), "a purge makes no index");
    fs::rename(place.archive().join("b.jsonl"), place.folder.path().join("b.jsonl")).unwrap();
    place.run();
    assert!(place.pressmark(&["purge", id.as_str()]).status.success());
    fs::rename(place.folder.path().join("b.jsonl"), place.archive().join("b.jsonl")).unwrap();
    assert_eq!(place.run().reasons["skipped: purged"], 2);
}

#[test]
fn a_purge_that_was_cut_short_is_finished_by_whoever_writes_next() {
    // What a process leaves that was killed after it wrote down what is to go, and before anything went; and an index that
    // was put back from before a purge, with the list of later.
    for killed in [true, false] {
        let place = Place::new();
        place.write_secret("");
        place.run();
        let id = place.secret_id();
        let tombstone = format!("{{\"id\":\"{id}\",\"removed\":\"2026-01-01T00:00:00Z\",\"reason\":\"purged\"}}\n");
        fs::write(place.index().join("removed.jsonl"), tombstone).unwrap();
        if killed {
            fs::write(place.index().join("erasing"), "").unwrap();
        }
        place.run();
        assert_eq!(traces(&place.index()), [""; 0]);
        assert!(!place.index().join("erasing").exists());
    }
}

#[test]
fn a_row_is_seen_when_its_time_has_come_and_not_before() {
    let place = Place::new();
    let due = Utc::now() + Duration::milliseconds(4000);
    place.write_secret(&format!(",\"publish_after\":\"{}\"", due.to_rfc3339()));
    let first = place.run();
    assert_eq!((first.new, first.skipped), (40, 2));
    assert_eq!(first.reasons["skipped: held back until it may be published"], 2);
    let public =
        Account::to_publish(place.open().coverage(None).unwrap().unwrap(), &place.index()).runs.remove(0).summary;
    assert_eq!((public.records, public.skipped, public.reasons.len()), (40, 0, 0), "how many are held back");
    assert_unseen(&place);
    let engines = |place: &Place| {
        let traces = traces(&place.index());
        traces.into_iter().filter(|trace| !trace.contains("held.jsonl")).collect::<Vec<_>>()
    };
    assert_eq!(engines(&place), [""; 0], "only the store of what is held back knows it");
    let again = place.run();
    assert_eq!((again.unchanged, again.skipped), (40, 2));
    let archive = place.archive();
    let rehearsed = place.pressmark(&["index", "--dry-run", archive.to_str().unwrap()]);
    assert!(stdout(&rehearsed).contains("would hold 40 releases"), "{}", stdout(&rehearsed));
    let next = pressmark::index::next_release(&place.index()).unwrap().unwrap();
    assert_eq!(next.timestamp_millis(), due.timestamp_millis());

    std::thread::sleep((due - Utc::now()).to_std().unwrap_or_default() + std::time::Duration::from_millis(50));
    assert_unseen(&place);
    assert_eq!(pressmark::ingest::publish_due(&place.index()).unwrap(), 2);
    let index = place.open();
    let found = index.release("secret-jabbrixon").unwrap().unwrap();
    assert_eq!((found.len(), found[1].version, found[1].versions), (2, 2, 2));
    assert!(found[1].body.contains("at one"));
    assert_eq!(pressmark::index::next_release(&place.index()).unwrap(), None);
    let after = place.run();
    assert_eq!((after.unchanged, after.skipped), (42, 0));
    assert!(place.pressmark(&["check"]).status.success());
}

#[test]
fn a_time_that_cannot_be_read_fails_its_row_and_shows_nothing() {
    let place = Place::new();
    place.write_secret(",\"embargo_until\":\"after lunch\"");
    let run = place.run();
    assert_eq!((run.new, run.failed), (40, 2));
    assert_unseen(&place);
    place.write_secret(",\"publish_after\":true");
    assert_eq!(place.run().failed, 2);
    place.write_secret(",\"publish_after\":\"2020-01-01\"");
    assert_eq!(place.run().new, 1);
}

#[test]
fn a_list_of_holds_takes_releases_out_and_lets_them_in_again() {
    let place = Place::new();
    place.write_secret("");
    place.run();
    let (id, archive) = (place.secret_id(), place.archive());
    let archive = archive.to_str().unwrap();
    let list = place.folder.path().join("holds.txt");
    let hold = |text: &str| {
        fs::write(&list, text).unwrap();
        place.pressmark(&["index", archive, "--hold", list.to_str().unwrap()])
    };
    let engines = || {
        let traces = traces(&place.index());
        traces
            .into_iter()
            .filter(|trace| !trace.contains("held.jsonl") && !trace.contains("/holds:"))
            .collect::<Vec<_>>()
    };
    for line in [id.as_str(), "secret-jabbrixon", "https://www.news.example/oxfrindle/resigns/ 2999-01-01"] {
        let held = hold(line);
        assert!(held.status.success(), "{}", stderr(&held));
        assert_unseen(&place);
        assert_eq!(engines(), [""; 0], "{line}");
        // The list outlives the run that brought it, and the generation.
        place.run();
        assert!(place.pressmark(&["index", "--rebuild", archive]).status.success());
        assert_unseen(&place);
        assert!(hold("# nobody\n").status.success());
        let found = place.open().release("secret-jabbrixon").unwrap().expect("it is back");
        assert_eq!(found.len(), 2, "{line}");
        assert!(found.last().unwrap().body.contains("at one"));
    }
    let wrong = hold(&format!("{id} soon\n"));
    assert_eq!(wrong.status.code(), Some(2));
    assert!(stderr(&wrong).contains("line 1 of the list of holds"), "{}", stderr(&wrong));
    assert!(place.open().release("secret-jabbrixon").unwrap().is_some(), "half a list changes nothing");
}

#[test]
fn what_is_held_back_can_be_purged_and_goes_with_its_file() {
    let place = Place::new();
    place.write_secret(",\"publish_after\":\"2999-01-01\"");
    place.run();
    let held = fs::read_to_string(place.index().join("g0001/held.jsonl")).unwrap();
    let id = held.split("\"id\":\"").nth(1).unwrap()[..20].to_owned();
    assert!(place.pressmark(&["purge", &id]).status.success());
    assert_eq!(traces(&place.index()), [""; 0]);

    let pruned = Place::new();
    pruned.write_secret(",\"publish_after\":\"2999-01-01\"");
    pruned.run();
    fs::remove_file(pruned.archive().join("b.jsonl")).unwrap();
    let archive = pruned.archive();
    assert!(pruned.pressmark(&["index", "--prune", archive.to_str().unwrap()]).status.success());
    assert_eq!(traces(&pruned.index()), [""; 0]);
}
